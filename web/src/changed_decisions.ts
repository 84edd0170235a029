// Rows that two models decide otherwise, slice by slice: where the change helps and where it harms.

import type { Bits } from "./frames.ts";
import { type Rows, decisionsOf } from "./rows.ts";

export interface Changed {
  readonly slice: number;
  /** Rows that both models decided. */
  readonly rows: number;
  /** Wrong before and right after. */
  readonly helped: number;
  /** Right before and wrong after. */
  readonly harmed: number;
}

/** For each slice, of so many rows, those whose decision changed; `bits` null: all rows are in it. */
export function changedDecisions(
  rows: Rows,
  slices: readonly { readonly rows: number; readonly bits: Bits | null }[],
  [before, after]: readonly [number, number],
  threshold: number,
): Changed[] {
  const [first, second] = [decisionsOf(rows, before, threshold), decisionsOf(rows, after, threshold)];
  const [helped, harmed, undecided]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < rows.count; row += 1) {
    const [one, other] = [first(row), second(row)];
    if (one === null || other === null) undecided.push(row);
    else if (one !== other) (other === rows.label[row] ? helped : harmed).push(row);
  }
  return slices.map(({ rows: all, bits }, slice) => {
    const here = (places: readonly number[]): number => (bits === null ? places.length : countIn(bits, places));
    return { slice, rows: all - here(undecided), helped: here(helped), harmed: here(harmed) };
  });
}

function countIn(bits: Bits, places: readonly number[]): number {
  let count = 0;
  for (const place of places) if (bits.has(place)) count += 1;
  return count;
}

export const CHANGE_ORDERS = {
  harmed: "most harmed first",
  helped: "most helped first",
  changed: "most changed first",
  net: "least gained first",
} as const;

export type ChangeOrder = keyof typeof CHANGE_ORDERS;

const KEYS: Readonly<Record<ChangeOrder, (one: Changed) => number>> = {
  harmed: ({ harmed }) => harmed,
  helped: ({ helped }) => helped,
  changed: ({ helped, harmed }) => helped + harmed,
  net: ({ helped, harmed }) => harmed - helped,
};

/** By the share of a slice's rows, overall first; slices without rows last. */
export function orderedChanges(changed: readonly Changed[], order: ChangeOrder): Changed[] {
  const key = (one: Changed): number => {
    if (one.slice === 0) return Number.POSITIVE_INFINITY;
    return one.rows === 0 ? Number.NEGATIVE_INFINITY : KEYS[order](one) / one.rows;
  };
  return changed.toSorted((one, other) => key(other) - key(one) || one.slice - other.slice);
}
