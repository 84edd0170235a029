// One threshold on a slider, or several side by side.

import { useSignal } from "@preact/signals";
import { limit } from "../format.ts";
import type { Session } from "../session.ts";
import { MOST_THRESHOLDS, eachOnce, reportThresholds, withThreshold } from "../several_thresholds.ts";
import { Threshold } from "./threshold.tsx";

export function ThresholdChoice({ session }: { session: Session }) {
  const thresholds = eachOnce(session.state.value.thresholds);
  if (thresholds.length > 1) return <Several session={session} thresholds={thresholds} />;
  return (
    <>
      <Threshold session={session} />
      <button type="button" class="small" onClick={() => chooseSeveral(session, firstSeveral(session))}>
        Several at once
      </button>
    </>
  );
}

/** The report's thresholds, or the one shown and one beside it where the report has one alone. */
function firstSeveral(session: Session): number[] {
  const { threshold } = session.state.peek();
  const found = reportThresholds(session.about.thresholds);
  return found.length > 1 ? found : withThreshold(withThreshold(found, threshold), threshold < 0.75 ? 0.75 : 0.25);
}

/** The threshold by which slices are ordered is one of those shown. */
function chooseSeveral(session: Session, thresholds: readonly number[]): void {
  const { threshold } = session.state.peek();
  const kept = thresholds.length < 2 || thresholds.some((one) => Math.abs(one - threshold) < 1e-9);
  const middle = thresholds[Math.floor((thresholds.length - 1) / 2)]!;
  session.set({ thresholds, ...(kept ? {} : { threshold: middle }) });
}

function Several({ session, thresholds }: { session: Session; thresholds: readonly number[] }) {
  return (
    <div class="threshold" role="group" aria-label="Thresholds">
      Called positive above
      {thresholds.map((one) => (
        <span class="chip" key={one}>
          {limit(one)}
          <button
            type="button"
            aria-label={`Take ${limit(one)} away`}
            onClick={() => chooseSeveral(session, thresholds.filter((other) => other !== one))}
          >
            ×
          </button>
        </span>
      ))}
      {thresholds.length < MOST_THRESHOLDS && <Another session={session} thresholds={thresholds} />}
      <button type="button" class="small" onClick={() => session.set({ thresholds: [] })}>
        One threshold
      </button>
    </div>
  );
}

/** A threshold typed in; it is taken to the nearest edge of a bin, where counts are exact. */
function Another({ session, thresholds }: { session: Session; thresholds: readonly number[] }) {
  const typed = useSignal("");
  const { bins } = session.about;
  const add = (): void => {
    const value = Number(typed.value);
    if (typed.value === "" || !(value >= 0 && value <= 1)) return;
    typed.value = "";
    chooseSeveral(session, withThreshold(thresholds, Math.round(value * bins) / bins));
  };
  return (
    <>
      <input
        type="number"
        class="narrow"
        aria-label="Another threshold"
        placeholder="another"
        min="0"
        max="1"
        step={1 / bins}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && add()}
      />
      <button type="button" class="small" disabled={typed.value === ""} onClick={add}>
        Add
      </button>
    </>
  );
}
