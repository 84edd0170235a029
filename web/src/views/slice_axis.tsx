// The heads of the chart's columns, with the ticks of its scale.

import { HostileText } from "../parts/hostile_text.tsx";
import { limit } from "../format.ts";
import type { SliceView } from "../slice_view.ts";

export function SliceAxis({ view }: { view: SliceView }) {
  const thresholds = view.several.chosen.value;
  return (
    <div class="row axis">
      <div class="name" />
      {thresholds.length > 0 ? <ManyHeads view={view} thresholds={thresholds} /> : <OneHead view={view} />}
    </div>
  );
}

function OneHead({ view }: { view: SliceView }) {
  const { changes, baseline_slice } = view.shown.value;
  const { name } = view.session.about.slices[baseline_slice]!;
  return (
    <div class="line" aria-hidden="true">
      <span />
      <Ticks view={view} most={9} />
      <span class="number">value</span>
      <span class="number counts">counted / of</span>
      <span class="number percent">
        {changes ? "change" : <>against <HostileText text={name} most={14} /></>}
      </span>
      <span class="mark" />
    </div>
  );
}

/** A head for each threshold; a click orders the slices by what they are there. */
function ManyHeads({ view, thresholds }: { view: SliceView; thresholds: readonly number[] }) {
  const { session } = view;
  const { threshold } = session.state.value;
  return (
    <div class="multiples">
      {thresholds.map((one) => (
        <div class="multiple" key={one}>
          <button
            type="button"
            class="small"
            title="Order the slices, and say what stands out, by this threshold"
            aria-pressed={one === threshold}
            onClick={() => session.set({ threshold: one })}
          >
            {`score > ${limit(one)}`}
          </button>
          <div class="small-line" aria-hidden="true">
            <span />
            <Ticks view={view} most={thresholds.length > 4 ? 2 : 3} />
            <span />
          </div>
        </div>
      ))}
    </div>
  );
}

function Ticks({ view, most }: { view: SliceView; most: number }) {
  const { ticks, label, percent } = view.scale.value;
  const every = Math.ceil(ticks.length / most);
  return (
    <svg class="plot" height="18">
      {ticks.map((tick, place) =>
        place % every === 0 ? (
          <text key={tick} x={`${percent(tick)}%`} y="13" text-anchor={anchor(percent(tick))}>
            {label(tick)}
          </text>
        ) : null,
      )}
    </svg>
  );
}

function anchor(percent: number): "start" | "middle" | "end" {
  return percent < 2 ? "start" : percent > 98 ? "end" : "middle";
}
