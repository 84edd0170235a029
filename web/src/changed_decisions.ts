// Rows that two models decide otherwise, slice by slice: where the change helps and where it harms.

import type { Bits } from "./frames.ts";
import { type Rows, limitOf } from "./rows.ts";

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
  pair: readonly [number, number],
  threshold: number,
): Changed[] {
  const { helped, harmed, undecided } = changedPlaces(rows, pair, threshold);
  return slices.map(({ rows: all, bits }, slice) => {
    const here = (places: readonly number[]): number => (bits === null ? places.length : countIn(bits, places));
    return { slice, rows: all - here(undecided), helped: here(helped), harmed: here(harmed) };
  });
}

/** The rows that changed for the better and for the worse, and those that not both models decided. */
function changedPlaces({ count, label, scores }: Rows, [before, after]: readonly [number, number], threshold: number) {
  const [first, second] = [scores[before]!, scores[after]!];
  const [firstLimit, secondLimit] = [limitOf(first, threshold), limitOf(second, threshold)];
  const [helped, harmed, undecided]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < count; row += 1) {
    const [one, other] = [first[row]!, second[row]!];
    const now = other > secondLimit;
    if (Number.isNaN(one) || Number.isNaN(other)) undecided.push(row);
    else if (one > firstLimit !== now) (now === (label[row] === 1) ? helped : harmed).push(row);
  }
  return { helped, harmed, undecided };
}

function countIn({ bytes }: Bits, places: readonly number[]): number {
  let count = 0;
  for (const place of places) count += (bytes[place >> 3]! >> (place & 7)) & 1;
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
