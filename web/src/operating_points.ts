// What a model comes to in a slice at every threshold: over all scores where they were asked for, else from counts.

import { type Frame, type Numbers, numbers } from "./frames.ts";
import { type Tally, confusionAt } from "./tally.ts";

export interface OperatingPoints {
  readonly model: number;
  readonly slice: number;
  /** Whether over all scores, not from counts in bins. */
  readonly exact: boolean;
  readonly threshold: Numbers;
  readonly fpr: Numbers;
  readonly tpr: Numbers;
  readonly precision: Numbers;
  readonly positives: number;
  readonly negatives: number;
}

/** One point an edge of a bin. */
export function pointsOfCounts(tally: Tally, model: number, slice: number): OperatingPoints {
  const { bins } = tally.shape;
  const cells = Array.from({ length: bins + 1 }, (_, edge) => confusionAt(tally, model, slice, edge));
  return {
    model,
    slice,
    exact: false,
    threshold: Float64Array.from(cells, (_, edge) => edge / bins),
    fpr: Float64Array.from(cells, ({ fp, tn }) => fp / (fp + tn)),
    tpr: Float64Array.from(cells, ({ tp, fn }) => tp / (tp + fn)),
    precision: Float64Array.from(cells, ({ tp, fp }) => tp / (tp + fp)),
    ...labelsOf(tally, model, slice),
  };
}

/** Those of an answer of `curve`. */
export function pointsOfFrame(frame: Frame, tally: Tally, model: number, slice: number): OperatingPoints {
  const [threshold, fpr, tpr, precision] = ["threshold", "fpr", "tpr", "precision"].map((name) => numbers(frame, name));
  const columns = { threshold: threshold!, fpr: fpr!, tpr: tpr!, precision: precision! };
  return { model, slice, exact: true, ...columns, ...labelsOf(tally, model, slice) };
}

function labelsOf(tally: Tally, model: number, slice: number): { positives: number; negatives: number } {
  const { tp, fp, tn, fn } = confusionAt(tally, model, slice, 0);
  return { positives: tp + fn, negatives: fp + tn };
}

/** The cost a row at every point, in false negatives; a false positive costs `ratio` of them. */
export function costsOf({ fpr, tpr, positives, negatives }: OperatingPoints, ratio: number): Float64Array {
  const share = (rate: number, rows: number): number => (rows === 0 ? 0 : rate * rows);
  return Float64Array.from(
    fpr,
    (rate, at) => (ratio * share(rate, negatives) + share(1 - tpr[at]!, positives)) / (positives + negatives),
  );
}

/** The place of the least number; -1 where there is none. */
export function placeOfLeast(values: ArrayLike<number>): number {
  let best = -1;
  for (let at = 0; at < values.length; at += 1) {
    if (Number.isFinite(values[at]) && (best < 0 || values[at]! < values[best]!)) best = at;
  }
  return best;
}
