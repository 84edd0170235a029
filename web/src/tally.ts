// The counts of every model, slice and label, summed from the highest score down: any threshold is a look-up.

import { type Frame, numbers } from "./frames.ts";
import type { Confusion } from "./rates.ts";

export interface Shape {
  readonly models: number;
  readonly slices: number;
  readonly bins: number;
}

/** Sums of rows with scores above each bin's lower edge; edge b is the threshold b / bins. */
export interface Tally {
  readonly shape: Shape;
  /** For each model [slices · 2 · (bins + 1)]. */
  readonly above: readonly Float64Array[];
  /** Rows of bin 0 with a score of 0, which no threshold calls positive; [models · slices · 2]. */
  readonly zeros: ArrayLike<number>;
  readonly undecided: ArrayLike<number>;
}

export function tallyOf(frame: Frame, shape: Shape): Tally {
  const models = Array.from({ length: shape.models }, (_, model) => model);
  return {
    shape,
    above: models.map((model) => summedFromAbove(numbers(frame, `model${model}`), shape)),
    zeros: numbers(frame, "zeros"),
    undecided: numbers(frame, "undecided"),
  };
}

function summedFromAbove(counts: ArrayLike<number>, { slices, bins }: Shape): Float64Array {
  const above = new Float64Array(slices * 2 * (bins + 1));
  for (let line = 0; line < slices * 2; line += 1) {
    const start = line * (bins + 1);
    for (let bin = bins - 1; bin >= 0; bin -= 1) {
      above[start + bin] = above[start + bin + 1]! + counts[line * bins + bin]!;
    }
  }
  return above;
}

/** The confusion matrix where scores above `edge` / bins are called positive. */
export function confusionAt(tally: Tally, model: number, slice: number, edge: number): Confusion {
  const width = tally.shape.bins + 1;
  const above = tally.above[model]!;
  const [negatives, positives] = [slice * 2 * width, (slice * 2 + 1) * width];
  const spared = (label: number): number => (edge === 0 ? tally.zeros[lineOf(tally, model, slice) + label]! : 0);
  const fp = above[negatives + edge]! - spared(0);
  const tp = above[positives + edge]! - spared(1);
  return { tp, fp, tn: above[negatives]! - fp, fn: above[positives]! - tp };
}

/** The edge that is `threshold`, or null where none is, within rounding. */
export function edgeOf(threshold: number, bins: number): number | null {
  const edge = Math.round(threshold * bins);
  const found = Math.abs(edge / bins - threshold) < 1e-9 && edge >= 0 && edge <= bins;
  return found ? edge : null;
}

/** The place of a slice's negatives; its positives are next. */
function lineOf({ shape }: Tally, model: number, slice: number): number {
  return (model * shape.slices + slice) * 2;
}
