// Which slices are shown and in which order: none is left out unsaid.

import type { Cell } from "./cells.ts";
import type { Order } from "./state.ts";

/** What decides of a slice's place, over the models shown. */
export interface Judged {
  readonly slice: number;
  readonly rows: number;
  readonly enough: boolean;
  readonly high: number;
  readonly low: number;
  readonly gap: number;
  /** How far the nearest interval stays away from the baseline slice's value; below 0: it holds it. */
  readonly evidence: number;
}

export const ORDER_TITLES: Readonly<Record<Order, string>> = {
  gap: "gap: widest first",
  evidence: "evidence: surest gap first",
  rows: "size: most rows first",
  high: "value: highest first",
  low: "value: lowest first",
  given: "as in the report",
};

/**
 * `baseline` holds each model's cell of the slice that the others are held against; `lead` is the model whose gap
 * counts where there is enough of it, as in the sentence over the chart: else the widest counts.
 */
export function judged(cells: readonly Cell[], rows: number, baseline: readonly Cell[], lead: number | null): Judged {
  const defined = cells.filter(({ value }) => !Number.isNaN(value));
  const sure = defined.filter(({ evidence }) => evidence === "enough" || evidence === "unknown");
  const told = sure.length > 0 ? sure : defined;
  const against = (model: number): number => baseline.find((one) => one.model === model)?.value ?? Number.NaN;
  const led = told.filter(({ model }) => model === lead);
  const leading = led.length > 0 ? led : told;
  const gaps = leading.map(({ model, value }) => Math.abs(value - against(model)));
  return {
    slice: cells[0]!.slice,
    rows,
    enough: sure.length > 0,
    high: most(told.map(({ value }) => value)),
    low: -most(told.map(({ value }) => -value)),
    gap: most(gaps),
    evidence: most(leading.map((one) => distance(one, against(one.model)))),
  };
}

function distance({ lower, upper }: Cell, value: number): number {
  return Math.max(lower - value, value - upper);
}

/** The greatest number that is one; nan where none is. */
function most(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.length > 0 ? Math.max(...defined) : Number.NaN;
}

const KEYS: Readonly<Record<Order, (one: Judged) => number>> = {
  given: ({ slice }) => slice,
  rows: ({ rows }) => -rows,
  high: ({ high }) => -high,
  low: ({ low }) => low,
  gap: ({ gap }) => -gap,
  evidence: ({ evidence }) => -evidence,
};

const BY_NOISE: readonly Order[] = ["high", "low", "gap"];

/** Slices in order; where small ones would lead by chance, those without enough data come last. */
export function ordered(slices: readonly Judged[], order: Order): Judged[] {
  const key = KEYS[order];
  return slices.toSorted((one, other) => {
    if (BY_NOISE.includes(order) && one.enough !== other.enough) return one.enough ? -1 : 1;
    const [a, b] = [key(one), key(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a - b || one.slice - other.slice;
  });
}
