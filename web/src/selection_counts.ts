// The confusion matrix of any rows: what is said of a selection on the spot.

import type { Confusion } from "./rates.ts";
import { type Rows, limitOf } from "./rows.ts";

/** The confusion matrix of `places` for `model`, weighted where the rows are. */
export function confusionOf({ label, weight, scores }: Rows, places: Uint32Array, model: number, threshold: number): Confusion {
  const column = scores[model]!;
  const limit = limitOf(column, threshold);
  const sums = new Float64Array(4); // tn, fp, fn, tp
  for (let at = 0; at < places.length; at += 1) {
    const row = places[at]!;
    const score = column[row]!;
    const cell = label[row]! * 2 + (score > limit ? 1 : 0);
    if (!Number.isNaN(score)) sums[cell]! += weight === null ? 1 : weight[row]!; // nan: no decision
  }
  return { tn: sums[0]!, fp: sums[1]!, fn: sums[2]!, tp: sums[3]! };
}
