// What stands out in the other main metrics, a line each; a click shows that metric.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelKey } from "../parts/model_name.tsx";
import { type Cell, type CellSource, cellAt } from "../cells.ts";
import type { Estimates } from "../estimates.ts";
import { decimal, interval, limit } from "../format.ts";
import { otherMetrics, ratioWords, surestGap } from "../gaps.ts";
import { betterWay, metricHint } from "../metric_words.ts";
import { sureness } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Choice } from "../slice_choice.ts";
import type { SliceView } from "../slice_view.ts";

const PAUSE = 400; // milliseconds that the chart rests before other metrics are asked for
const BREATH = 30; // milliseconds between them, in which a click or a drag is heard

/** A metric's estimates at the threshold at which they were asked for; null where there are none. */
interface Known {
  readonly threshold: number;
  readonly estimates: Estimates | null;
}

export function OtherFindings({ view }: { view: SliceView }) {
  const { session } = view;
  const metrics = otherMetrics(session.about, view.shown.value.metric);
  const choice = view.choice.value;
  const known = useEstimates(view, metrics, choice.threshold);
  if (metrics.length === 0) return null;
  const isOld = (metric: number): boolean => known.get(metric)?.threshold !== choice.threshold;
  return (
    <ul class="other-findings" aria-label="What else stands out" aria-busy={metrics.some(isOld)}>
      {metrics.map((metric) => (
        <li key={metric} class={isOld(metric) ? "moving" : ""}>
          <button type="button" title={`${metricHint(session.about, metric)}. Click to show it.`} onClick={() => session.set({ metric })}>
            {session.about.metrics[metric]!.title}
          </button>
          {": "}
          <Line session={session} choice={choice} metric={metric} known={known.get(metric)} />
        </li>
      ))}
    </ul>
  );
}

/** What is known of the metrics, one asked for after the other while the threshold rests. */
function useEstimates({ session, resting }: SliceView, metrics: readonly number[], threshold: number): ReadonlyMap<number, Known> {
  const known = useSignal<ReadonlyMap<number, Known>>(new Map());
  const { tally } = session.source.value; // a slice that is saved makes all of them anew
  const rests = resting.value;
  useEffect(() => {
    let here = rests;
    const fetch = async (): Promise<void> => {
      for (const metric of metrics) {
        if (!here) return;
        const estimates = await session.estimatesOf(metric, threshold);
        if (!here) return;
        known.value = new Map([...known.peek(), [metric, { threshold, estimates }]]);
        await new Promise((done) => setTimeout(done, BREATH));
      }
    };
    const waiting = rests ? setTimeout(() => void fetch(), PAUSE) : undefined;
    return () => {
      here = false;
      clearTimeout(waiting);
    };
  }, [session, metrics.join(), threshold, tally, rests]);
  return known.value;
}

/** Whether a model differs surely from the baseline model, in a word or two. */
function changeWords(cell: Cell, from: Cell): string {
  const said = sureness(cell);
  if (said.startsWith("surely")) return ` ${said}`;
  if (said !== "") return " unsure";
  if (cell.lower > from.upper) return " surely higher"; // of models that are not paired: their intervals are apart
  return cell.upper < from.lower ? " surely lower" : "";
}

interface LineProps {
  readonly session: Session;
  readonly choice: Choice;
  readonly metric: number;
  readonly known: Known | undefined;
}

function Line({ session, choice, metric, known }: LineProps) {
  if (known === undefined) return <>…</>;
  const { threshold, estimates } = known;
  if (estimates === null) return <span class="soft">{`no intervals are known at score > ${limit(threshold)}`}</span>;
  const { about } = session;
  const from: CellSource = { about, tally: session.tally.peek(), estimates };
  const model = about.baseline ?? choice.baseline.cells[0]!.model;
  const cellOf = (slice: number, of = model): Cell => cellAt(from, metric, threshold, of, slice);
  const whole = cellOf(choice.baseline.slice);
  const ofPairs = about.metrics[metric]!.unit === "pairs"; // what is wrong with flips is wrong in all rows
  const gap = ofPairs ? null : surestGap(about, metric, whole.value, choice.lines.map(({ slice }) => cellOf(slice)));
  if (gap === null && !ofPairs) {
    return <span class="soft">{`no sure gap${betterWay(about, metric) === null ? "" : " for the worse"}`}</span>;
  }
  const cell = gap?.cell ?? whole;
  const others = choice.baseline.cells.filter((one) => one.model !== model).map((one) => cellOf(cell.slice, one.model));
  return (
    <>
      <HostileText text={about.slices[cell.slice]!.name} most={60} /> <ModelKey model={model} /> <strong>{decimal(cell.value)}</strong>
      {` (${interval(cell.lower, cell.upper)})`}
      {gap !== null && (
        <>
          {`, ${ratioWords(gap)} ${decimal(gap.against)} of `}
          <HostileText text={about.slices[choice.baseline.slice]!.name} most={60} />
        </>
      )}
      {others.map((other) => (
        <span key={other.model}>
          {"; "}
          <ModelKey model={other.model} /> {decimal(other.value)}
          <span class="soft">{changeWords(other, cell)}</span>
        </span>
      ))}
    </>
  );
}
