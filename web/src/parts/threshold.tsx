// The threshold: a slider over the bins' edges, and the report's own thresholds at a click.

import { limit } from "../format.ts";
import type { Session } from "../session.ts";

export function Threshold({ session }: { session: Session }) {
  const { threshold } = session.state.value;
  const { bins, thresholds } = session.about;
  const choose = (value: number): void => session.set({ threshold: value });
  return (
    <div class="threshold" role="group" aria-label="Threshold">
      <label>
        Called positive above{" "}
        <input
          type="range"
          name="threshold"
          aria-label="Threshold"
          aria-valuetext={`score > ${limit(threshold)}`}
          min={0}
          max={bins}
          step={stepOf(session)}
          value={Math.round(threshold * bins)}
          onInput={(event) => choose(event.currentTarget.valueAsNumber / bins)}
        />
      </label>
      <output>{limit(threshold)}</output>
      {thresholds.length <= 12 &&
        thresholds.map((one) => (
          <button
            type="button"
            class="small"
            key={one}
            aria-pressed={Math.abs(one - threshold) < 1e-9}
            onClick={() => choose(one)}
          >
            {limit(one)}
          </button>
        ))}
    </div>
  );
}

/** In bins: a page by itself has intervals at hundredths. */
function stepOf({ host, about: { bins } }: Session): number {
  return host.kind === "static" && bins % 100 === 0 ? bins / 100 : 1;
}
