// Rows in the order of a column.

import { type Rows, columnOf } from "./rows.ts";
import type { Sort } from "./state.ts";

/** `meant` in the order asked for; rows without a number come last either way, ties stay in order. */
export function sortedRows(meant: Uint32Array, rows: Rows, sort: Sort | null): Uint32Array {
  const values = sort === null ? null : columnOf(rows, sort.column);
  if (sort === null || values === null) return meant;
  const sign = sort.down ? -1 : 1;
  return meant.toSorted((one, other) => {
    const [a, b] = [values[one]!, values[other]!];
    if (a === b) return one - other;
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || one - other;
    return sign * (a - b);
  });
}
