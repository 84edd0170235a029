// Rows that two models decide otherwise, slice by slice: where the change helps and where it harms.

import type { Bits } from "./frames.ts";
import { type Rows, decisionsOf } from "./rows.ts";

export interface Changed {
  /** Rows that both models decided. */
  readonly rows: number;
  /** Wrong before and right after. */
  readonly helped: number;
  /** Right before and wrong after. */
  readonly harmed: number;
}

/** For each slice the rows whose decision changed; overall where a slice has no bits. */
export function changedDecisions(
  rows: Rows,
  slices: readonly (Bits | null)[],
  [before, after]: readonly [number, number],
  threshold: number,
): Changed[] {
  const [first, second] = [decisionsOf(rows, before, threshold), decisionsOf(rows, after, threshold)];
  const kinds = new Int8Array(rows.count); // 0 undecided, 1 same, 2 helped, 3 harmed
  for (let row = 0; row < rows.count; row += 1) {
    const [one, other] = [first(row), second(row)];
    if (one !== null && other !== null) kinds[row] = one === other ? 1 : other === rows.label[row] ? 2 : 3;
  }
  return slices.map((slice) => {
    const counts = [0, 0, 0, 0];
    for (let row = 0; row < rows.count; row += 1) if (slice === null || slice.has(row)) counts[kinds[row]!]! += 1;
    return { rows: counts[1]! + counts[2]! + counts[3]!, helped: counts[2]!, harmed: counts[3]! };
  });
}
