// The confusion matrix of any rows: what is said of a selection on the spot.

import type { Confusion } from "./rates.ts";
import { type Rows, decisionsOf } from "./rows.ts";

/** The confusion matrix of `places` for `model`, weighted where the rows are. */
export function confusionOf(rows: Rows, places: ArrayLike<number>, model: number, threshold: number): Confusion {
  const decided = decisionsOf(rows, model, threshold);
  const sums = new Float64Array(4); // tn, fp, fn, tp
  for (let at = 0; at < places.length; at += 1) {
    const row = places[at]!;
    const decision = decided(row);
    if (decision !== null) sums[rows.label[row]! * 2 + decision]! += rows.weight?.[row] ?? 1;
  }
  return { tn: sums[0]!, fp: sums[1]!, fn: sums[2]!, tp: sums[3]! };
}
