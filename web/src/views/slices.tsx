// The first view: every slice with its uncertainty, the models side by side.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Session } from "../session.ts";
import { metricHeading } from "../sentences.ts";
import { type Choice, type Filter, choiceOf } from "../slice_choice.ts";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { valueScale } from "../parts/value_scale.ts";
import { Finding } from "./finding.tsx";
import { SliceChart } from "./slice_chart.tsx";
import { SliceControls } from "./slice_controls.tsx";
import { SliceTable } from "./slice_table.tsx";

const AT_ONCE = 40; // slices that are drawn before more are asked for

export function Slices({ session }: { session: Session }) {
  const filter = useSignal<Filter>({ name: "", enoughOnly: false });
  const most = useSignal(AT_ONCE);
  const choice = useSteadyOrder(session, choiceOf(session, filter.value));
  const { metric, threshold } = session.state.value;
  const heading = metricHeading(session.about, metric, threshold);
  const lines = choice.lines.slice(0, most.value);
  const shown = [choice.baseline, ...lines];
  const scale = valueScale(shown.flatMap(({ cells }) => cells));
  return (
    <>
      <SliceControls session={session} filter={filter} />
      <h2>{heading}</h2>
      <Legend session={session} />
      <Finding session={session} choice={choice} />
      <figure class="whole">
        <ChartSaving name="slices" title={heading} notes={notesOf(session)} legend={modelSigns(session)} />
        <SliceChart session={session} lines={lines} baseline={choice.baseline} scale={scale} />
      </figure>
      {choice.lines.length > lines.length && (
        <p class="more">
          <button type="button" onClick={() => (most.value += AT_ONCE)}>
            Show {Math.min(AT_ONCE, choice.lines.length - lines.length)} more of{" "}
            {choice.lines.length - lines.length} slices
          </button>
        </p>
      )}
      {choice.left > 0 && <p class="soft">{choice.left} slices are left out by the filter.</p>}
      <SliceTable session={session} lines={shown} baseline={choice.baseline} />
    </>
  );
}

/** What is counted, and what the marks of the chart mean. */
function Legend({ session }: { session: Session }) {
  const { metric, changes } = session.state.value;
  const { above, below } = session.about.metrics[metric]!;
  return (
    <p class="soft">
      {above} / {below}.{" "}
      {changes
        ? "A ring is the baseline model, a disc the model after it."
        : "Bars are values, whiskers their 95 % intervals."}{" "}
      Dashed: the value that the others are held against.
    </p>
  );
}

/** What a saved chart says beside its title. */
function notesOf({ about, state }: Session): string[] {
  const { metric, baseline_slice } = state.value;
  const { above, below } = about.metrics[metric]!;
  return [
    `${above} / ${below}. Whiskers: 95 % intervals. Dashed: the value of ${about.slices[baseline_slice]!.name}.`,
    "Hatched: not enough data.",
  ];
}

/** `choice` in the order of the last threshold that rested: rows do not jump while a slider moves. */
function useSteadyOrder(session: Session, choice: Choice): Choice {
  const last = useRef<readonly number[]>([]);
  const places = new Map(last.current.map((slice, place) => [slice, place]));
  const moving = !session.settled.value && choice.lines.every(({ slice }) => places.has(slice));
  if (moving) {
    const lines = choice.lines.toSorted((one, other) => places.get(one.slice)! - places.get(other.slice)!);
    return { ...choice, lines };
  }
  last.current = choice.lines.map(({ slice }) => slice);
  return choice;
}
