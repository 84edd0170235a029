// Which rows are meant: everything that a predicate gives holds at once.

import type { Cell } from "./rates.ts";
import { type Rows, columnOf, decisionsOf } from "./rows.ts";

export type Range = readonly [column: string, from: number, to: number];

export interface Predicate {
  readonly slices: readonly number[];
  readonly outcome: Cell | null;
  readonly model: number | null;
  readonly threshold: number | null;
  readonly search: string | null;
  readonly rows: readonly number[] | null;
  readonly changed: readonly [before: number, after: number] | null;
  readonly x: Range | null;
  readonly y: Range | null;
}

export const EVERYTHING: Predicate = {
  slices: [],
  outcome: null,
  model: null,
  threshold: null,
  search: null,
  rows: null,
  changed: null,
  x: null,
  y: null,
};

/** Whether nothing is asked for, so that every row is meant. */
export function isEverything(predicate: Predicate): boolean {
  const { slices, ...rest } = predicate;
  const asked = [rest.outcome, rest.search, rest.rows, rest.changed, rest.x, rest.y];
  return slices.length === 0 && asked.every((one) => one === null);
}

/** label of the outcome, and whether the decision is positive */
const OUTCOMES: Readonly<Record<Cell, readonly [label: number, decision: number]>> = {
  tp: [1, 1],
  fp: [0, 1],
  tn: [0, 0],
  fn: [1, 0],
};

/** The rows meant, in their order; `hits` says which hold the text searched for. */
export function rowsMeant(
  predicate: Predicate,
  rows: Rows,
  hits: ((row: number) => boolean) | null,
): Uint32Array {
  const kept = predicate.rows === null ? new Uint8Array(rows.count).fill(1) : marked(predicate.rows, rows.count);
  const keep = (holds: (row: number) => boolean): void => {
    for (let row = 0; row < kept.length; row += 1) if (kept[row] === 1 && !holds(row)) kept[row] = 0;
  };
  for (const slice of predicate.slices) {
    const inside = rows.slices[slice];
    if (slice > 0) keep((row) => inside?.has(row) ?? false);
  }
  keepOutcome(predicate, rows, keep);
  keepChanged(predicate, rows, keep);
  for (const range of [predicate.x, predicate.y]) if (range !== null) keepRange(range, rows, keep);
  if (hits !== null) keep(hits);
  return placesOf(kept);
}

type Keep = (holds: (row: number) => boolean) => void;

function keepOutcome({ outcome, model, threshold }: Predicate, rows: Rows, keep: Keep): void {
  if (outcome === null || model === null || threshold === null) return;
  const [label, decision] = OUTCOMES[outcome];
  const decided = decisionsOf(rows, model, threshold);
  keep((row) => rows.label[row] === label && decided(row) === decision);
}

function keepChanged({ changed, threshold }: Predicate, rows: Rows, keep: Keep): void {
  if (changed === null || threshold === null) return;
  const [before, after] = changed.map((model) => decisionsOf(rows, model, threshold));
  keep((row) => {
    const [one, other] = [before!(row), after!(row)];
    return one !== null && other !== null && one !== other;
  });
}

function keepRange([column, from, to]: Range, rows: Rows, keep: Keep): void {
  const values = columnOf(rows, column);
  if (values !== null) keep((row) => values[row]! >= from && values[row]! <= to);
}

function marked(places: readonly number[], count: number): Uint8Array {
  const kept = new Uint8Array(count);
  for (const place of places) if (place < count) kept[place] = 1;
  return kept;
}

function placesOf(kept: Uint8Array): Uint32Array {
  const found = new Uint32Array(kept.length);
  let count = 0;
  for (let row = 0; row < kept.length; row += 1) if (kept[row] === 1) found[count++] = row;
  return found.slice(0, count);
}
