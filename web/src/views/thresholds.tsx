// What every threshold comes to in some slices: curves, costs, confusion matrices, and rules that choose thresholds.

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { Needs } from "../parts/needs.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import { MOST_CURVES } from "../state.ts";
import { Rules } from "./rules.tsx";
import { Matrix } from "./slice_detail.tsx";
import { ThresholdCurves } from "./threshold_curves.tsx";

export function Thresholds({ session }: { session: Session }) {
  const chosen = curvesIn(session);
  const slices = useMemo(() => chosen, [chosen.join()]);
  const ratio = useSignal(1);
  const tally = session.tally.value;
  if (tally === null) return null;
  return (
    <>
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <Threshold session={session} />
        <SliceChoice session={session} slices={slices} />
        <label>
          A false positive costs as much as{" "}
          <input
            type="number"
            class="narrow"
            min="0"
            step="any"
            value={ratio.value}
            onInput={(event) => (ratio.value = Math.max(0, event.currentTarget.valueAsNumber || 0))}
          />{" "}
          false negatives
        </label>
      </form>
      <ThresholdCurves session={session} tally={tally} slices={slices} ratio={ratio.value} />
      <Matrices session={session} slices={slices} />
      {session.can("rule") ? (
        <Rules session={session} ratio={ratio.value} />
      ) : (
        <Needs session={session} what="Choosing thresholds by a rule" method="rule" />
      )}
    </>
  );
}

/** The slices of the state; at first overall, and the slice whose rows are shown. */
function curvesIn({ state }: Session): readonly number[] {
  const { curves, predicate } = state.value;
  const shown = predicate.slices[0] ?? 0;
  if (curves.length > 0) return [...new Set(curves)];
  return shown === 0 ? [0] : [0, shown];
}

/** The slices shown, each of which can be taken away; the last one stays. */
function SliceChoice({ session, slices: chosen }: { session: Session; slices: readonly number[] }) {
  const rest = session.about.slices.map((_, place) => place).filter((place) => !chosen.includes(place));
  const add = (place: number): void => {
    if (Number.isInteger(place)) session.set({ curves: [...chosen, place] });
  };
  return (
    <div class="threshold" role="group" aria-label="Slices">
      Slices
      {chosen.map((slice) => (
        <span class="chip" key={slice}>
          <HostileText text={session.about.slices[slice]!.name} most={60} />
          <button
            type="button"
            aria-label={`Take ${plain(session.about.slices[slice]!.name).slice(0, 60)} away`}
            disabled={chosen.length === 1}
            onClick={() => session.set({ curves: chosen.filter((one) => one !== slice) })}
          >
            ×
          </button>
        </span>
      ))}
      {chosen.length < MOST_CURVES && rest.length > 0 && (
        <select
          aria-label="Another slice"
          value=""
          onChange={(event) => {
            add(Number.parseInt(event.currentTarget.value, 10));
            event.currentTarget.value = "";
          }}
        >
          <option value="">another slice …</option>
          {rest.map((place) => (
            <option key={place} value={String(place)}>
              {plain(session.about.slices[place]!.name).slice(0, 60)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function Matrices({ session, slices }: { session: Session; slices: readonly number[] }) {
  const { models } = session.state.value;
  return (
    <section>
      <h2 class="part">Decisions against labels</h2>
      <p class="soft">Counts, and after each its share of the rows with that label. A click shows the rows.</p>
      {slices.map((slice) => (
        <div class="matrices" key={slice}>
          <h3 class="part">
            <HostileText text={session.about.slices[slice]!.name} most={120} />
          </h3>
          <div class="detail">
            {models.map((model) => (
              <Matrix key={model} session={session} model={model} slice={slice} />
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}
