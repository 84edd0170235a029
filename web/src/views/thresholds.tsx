// What every threshold comes to in one slice: curves, costs, confusion matrices, and rules that choose thresholds.

import { useSignal } from "@preact/signals";
import { LineChart, type Series } from "../parts/line_chart.tsx";
import { Needs } from "../parts/needs.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { letter, limit } from "../format.ts";
import { plain } from "../plain.ts";
import type { Confusion } from "../rates.ts";
import type { Session } from "../session.ts";
import { type Tally, confusionAt, edgeOf } from "../tally.ts";
import { Rules } from "./rules.tsx";
import { Matrix } from "./slice_detail.tsx";

export function Thresholds({ session }: { session: Session }) {
  const slice = useSignal(session.state.value.predicate.slices[0] ?? 0);
  const ratio = useSignal(1);
  const tally = session.tally.value;
  if (tally === null) return null;
  const { models } = session.state.value;
  return (
    <>
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <Threshold session={session} />
        <label>
          Slice{" "}
          <select value={String(slice.value)} onChange={(event) => (slice.value = Number(event.currentTarget.value))}>
            {session.about.slices.map(({ name }, place) => (
              <option key={place} value={String(place)}>
                {plain(name).slice(0, 60)}
              </option>
            ))}
          </select>
        </label>
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
      <Curves session={session} tally={tally} slice={slice.value} ratio={ratio.value} />
      <div class="detail">
        {models.map((model) => (
          <Matrix key={model} session={session} model={model} slice={slice.value} />
        ))}
      </div>
      {session.can("rule") ? <Rules session={session} ratio={ratio.value} /> : <Needs session={session} what="Choosing thresholds by a rule" />}
    </>
  );
}

interface CurvesProps {
  readonly session: Session;
  readonly tally: Tally;
  readonly slice: number;
  readonly ratio: number;
}

/** One point an edge, from the lowest threshold up. */
interface Points {
  readonly model: number;
  readonly cells: readonly Confusion[];
}

function Curves({ session, tally, slice, ratio }: CurvesProps) {
  const { models, threshold } = session.state.value;
  const { bins } = session.about;
  const edges = Array.from({ length: bins + 1 }, (_, edge) => edge);
  const points = models.map((model) => ({ model, cells: edges.map((edge) => confusionAt(tally, model, slice, edge)) }));
  const here = edgeOf(threshold, bins);
  const chart = (title: string, x: string, y: string, of: (cells: Confusion, edge: number) => readonly [number, number]) => {
    const series = points.map((one) => seriesOf(one, of));
    const marks = here === null ? [] : series.map(({ x: a, y: b }, place) => [place, a[here]!, b[here]!] as const);
    const shown = marks.filter(([, a, b]) => Number.isFinite(a) && Number.isFinite(b));
    const ends = title.startsWith("Cost") ? {} : { xEnds: [0, 1] as const, yEnds: [0, 1] as const };
    return <LineChart title={title} x={x} y={y} series={series} marks={shown} {...ends} />;
  };
  return (
    <>
      <p class="soft">{`Discs are at score > ${limit(threshold)}. Curves are formed from counts in ${bins} bins of scores.`}</p>
      <div class="facets">
        {chart("ROC curve", "false positive rate", "true positive rate", ({ tp, fp, tn, fn }) => [fp / (fp + tn), tp / (tp + fn)])}
        {chart("Precision-recall curve", "recall", "precision", ({ tp, fp, fn }) => [tp / (tp + fn), tp / (tp + fp)])}
        {chart("Cost per row", "threshold", "cost in false negatives", ({ tp, fp, tn, fn }, edge) => [
          edge / bins,
          (ratio * fp + fn) / (tp + fp + tn + fn),
        ])}
      </div>
    </>
  );
}

function seriesOf({ model, cells }: Points, of: (cells: Confusion, edge: number) => readonly [number, number]): Series {
  const points = cells.map(of);
  return {
    name: letter(model),
    colour: model,
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
  };
}
