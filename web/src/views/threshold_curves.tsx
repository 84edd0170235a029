// ROC, precision-recall and cost curves of every model shown in every slice chosen, on the same axes.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { LineChart, type Series } from "../parts/line_chart.tsx";
import type { Sign } from "../chart_drawing.ts";
import { decimal, letter, limit } from "../format.ts";
import type { Frame } from "../frames.ts";
import { type OperatingPoints, costsOf, placeOfLeast, pointsOfCounts, pointsOfFrame } from "../operating_points.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import { type Tally, confusionAt, edgeOf } from "../tally.ts";
import { OperatingTable } from "./operating_table.tsx";

export interface CurvesProps {
  readonly session: Session;
  readonly tally: Tally;
  readonly slices: readonly number[];
  readonly ratio: number;
}

const UNIT: readonly [number, number] = [0, 1];

export function ThresholdCurves({ session, tally, slices, ratio }: CurvesProps) {
  const { models, threshold } = session.state.value;
  const points = usePoints(session, tally, models, slices);
  const names = points.map((one) => nameOf(one, slices));
  const legend = points.map((one, at) => ({ colour: colourOf(one, models, slices), text: wordsOf(session, one, names[at]!) }));
  const charts = useMemo(() => chartsOf(points, models, slices, ratio), [points, models, slices, ratio]);
  const marks = marksOf(points, tally, threshold, ratio, session.about.bins);
  const how = points.every(({ exact }) => exact) ? "over all scores" : `formed from counts in ${session.about.bins} bins of scores`;
  const notes = [`Discs are at score > ${limit(threshold)}. Curves are ${how}.`];
  const saved = (name: string) => ({ name, notes, legend });
  return (
    <>
      <CurveLegend legend={legend} points={points} slices={slices} />
      <p class="soft">{notes[0]}</p>
      <div class="facets">
        <LineChart
          title="ROC curve"
          x="false positive rate"
          y="true positive rate"
          series={charts.roc}
          marks={marks.roc}
          xEnds={UNIT}
          yEnds={UNIT}
          diagonal
          saved={saved("roc")}
        />
        <LineChart
          title="Precision-recall curve"
          x="recall"
          y="precision"
          series={charts.pr}
          marks={marks.pr}
          xEnds={UNIT}
          yEnds={UNIT}
          saved={saved("precision_recall")}
        />
        <LineChart
          title="Cost per row"
          x="threshold"
          y="cost in false negatives"
          series={charts.cost}
          marks={marks.cost}
          xEnds={UNIT}
          saved={saved("cost")}
        />
      </div>
      <Cheapest points={points} names={names} ratio={ratio} />
      <OperatingTable session={session} points={points} names={names} ratio={ratio} tally={tally} />
    </>
  );
}

/** The curves of every model and slice: from counts at once, over all scores when the host has given them. */
function usePoints(session: Session, tally: Tally, models: readonly number[], slices: readonly number[]): OperatingPoints[] {
  const given = useSignal<ReadonlyMap<string, Frame>>(new Map());
  const wanted = slices.flatMap((slice) => models.map((model) => [model, slice] as const));
  const key = wanted.join(" ");
  useEffect(() => {
    if (!session.can("curve")) return;
    for (const [model, slice] of wanted) void fetch(model, slice);
  }, [session, key]);
  const fetch = async (model: number, slice: number): Promise<void> => {
    const name = `${model} ${slice}`;
    if (given.peek().has(name)) return;
    const answer = await session.answer("curve", { model, slice });
    if (typeof answer !== "string") given.value = new Map(given.peek()).set(name, answer);
  };
  const frames = given.value;
  return useMemo(
    () =>
      wanted.map(([model, slice]) => {
        const frame = frames.get(`${model} ${slice}`);
        return frame === undefined ? pointsOfCounts(tally, model, slice) : pointsOfFrame(frame, tally, model, slice);
      }),
    [tally, frames, key],
  );
}

/** A model's letter; the place of the slice after it where there are several. */
function nameOf({ model, slice }: OperatingPoints, slices: readonly number[]): string {
  return slices.length > 1 ? `${letter(model)}${slices.indexOf(slice) + 1}` : letter(model);
}

/** That of the model; of the slice where there is one model. */
function colourOf({ model, slice }: OperatingPoints, models: readonly number[], slices: readonly number[]): number {
  return models.length > 1 ? model : slices.indexOf(slice);
}

function wordsOf({ about }: Session, { model, slice }: OperatingPoints, name: string): string {
  return `${name} ${plain(about.models[model]!.name)}, ${plain(about.slices[slice]!.name)}`;
}

function chartsOf(points: readonly OperatingPoints[], models: readonly number[], slices: readonly number[], ratio: number) {
  const series = (of: (one: OperatingPoints) => readonly [ArrayLike<number>, ArrayLike<number>]): Series[] =>
    points.map((one) => {
      const [x, y] = of(one);
      const dash = slices.length > 1 ? { dash: slices.indexOf(one.slice) } : {};
      return { name: nameOf(one, slices), colour: colourOf(one, models, slices), ...dash, x, y };
    });
  return {
    roc: series(({ fpr, tpr }) => [fpr, tpr]),
    pr: series(({ tpr, precision }) => [tpr, precision]),
    cost: series((one) => [one.threshold, costsOf(one, ratio)]),
  };
}

type Mark = readonly [series: number, x: number, y: number];

/** Where the threshold is on every line, counted exactly. */
function marksOf(points: readonly OperatingPoints[], tally: Tally, threshold: number, ratio: number, bins: number) {
  const edge = edgeOf(threshold, bins);
  const found = { roc: [] as Mark[], pr: [] as Mark[], cost: [] as Mark[] };
  if (edge === null) return found;
  for (const [place, { model, slice }] of points.entries()) {
    const { tp, fp, tn, fn } = confusionAt(tally, model, slice, edge);
    found.roc.push([place, fp / (fp + tn), tp / (tp + fn)]);
    found.pr.push([place, tp / (tp + fn), tp / (tp + fp)]);
    found.cost.push([place, threshold, (ratio * fp + fn) / (tp + fp + tn + fn)]);
  }
  const defined = (marks: readonly Mark[]): Mark[] => marks.filter(([, x, y]) => Number.isFinite(x) && Number.isFinite(y));
  return { roc: defined(found.roc), pr: defined(found.pr), cost: defined(found.cost) };
}

interface LegendProps {
  readonly legend: readonly Sign[];
  readonly points: readonly OperatingPoints[];
  readonly slices: readonly number[];
}

function CurveLegend({ legend, points, slices }: LegendProps) {
  return (
    <ul class="curve-legend" aria-label="Lines">
      {legend.map(({ colour, text }, at) => (
        <li key={text}>
          <svg width="28" height="10" aria-hidden="true">
            <path
              class={`curve-line line-${colour % 6}${slices.length > 1 ? ` dash-${slices.indexOf(points[at]!.slice) % 4}` : ""}`}
              d="M0 5H28"
            />
          </svg>{" "}
          <HostileText text={text} most={120} />
        </li>
      ))}
    </ul>
  );
}

function Cheapest({ points, names, ratio }: { points: readonly OperatingPoints[]; names: readonly string[]; ratio: number }) {
  const found = points.flatMap((one, at) => {
    const costs = costsOf(one, ratio);
    const place = placeOfLeast(costs);
    const where = one.threshold[place] ?? Number.NaN;
    return place < 0 ? [] : [`${names[at]} ${where >= 0 ? decimal(where) : "where every row is positive"} (${decimal(costs[place]!)})`];
  });
  if (found.length === 0) return null;
  return <p class="soft">{`Least cost per row, on these rows, is at the threshold: ${found.join("; ")}.`}</p>;
}
