// Which rows are meant: everything that a predicate gives holds at once.

import {
  type Condition,
  type Decision,
  type Lasso,
  type Levels,
  type Range,
  decidedSo,
  inLasso,
  inRange,
  ofLevels,
} from "./column_conditions.ts";
import type { Cell } from "./rates.ts";
import { type Rows, decisionsOf } from "./rows.ts";

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
  readonly decisions: readonly Decision[] | null;
  readonly ranges: readonly Range[] | null;
  readonly levels: readonly Levels[] | null;
  readonly lasso: Lasso | null;
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
  decisions: null,
  ranges: null,
  levels: null,
  lasso: null,
};

/** Whether nothing is asked for, so that every row is meant. */
export function isEverything(predicate: Predicate): boolean {
  const { slices, model: _, threshold: __, ...asked } = predicate;
  return slices.length === 0 && Object.values(asked).every((one) => one === null);
}

/** label of the outcome, and whether the decision is positive */
const OUTCOMES: Readonly<Record<Cell, readonly [label: number, decision: number]>> = {
  tp: [1, 1],
  fp: [0, 1],
  tn: [0, 0],
  fn: [1, 0],
};

/** The rows meant, in their order; `hits` says which hold the text searched for. */
export function rowsMeant(predicate: Predicate, rows: Rows, hits: Condition | null): Uint32Array {
  const kept = predicate.rows === null ? new Uint8Array(rows.count).fill(1) : marked(predicate.rows, rows.count);
  const conditions = conditionsOf(predicate, rows);
  if (hits !== null) conditions.push(hits);
  for (const holds of conditions) {
    for (let row = 0; row < kept.length; row += 1) if (kept[row] === 1 && !holds(row)) kept[row] = 0;
  }
  return placesOf(kept);
}

function conditionsOf(predicate: Predicate, rows: Rows): Condition[] {
  const { x, y, threshold, lasso } = predicate;
  const ranges = [...(predicate.ranges ?? []), ...[x, y].filter((range) => range !== null)];
  const decisions = threshold === null ? [] : (predicate.decisions ?? []);
  return [
    ...predicate.slices.filter((slice) => slice > 0).map((slice) => inSlice(slice, rows)),
    ...withOutcome(predicate, rows),
    ...withChange(predicate, rows),
    ...ranges.map((range) => inRange(range, rows)),
    ...(predicate.levels ?? []).map((levels) => ofLevels(levels, rows)),
    ...decisions.map((decision) => decidedSo(decision, threshold!, rows)),
    ...(lasso === null ? [] : [inLasso(lasso, rows)]),
  ];
}

function inSlice(slice: number, rows: Rows): Condition {
  const inside = rows.slices[slice];
  return (row) => inside?.has(row) ?? false;
}

function withOutcome({ outcome, model, threshold }: Predicate, rows: Rows): Condition[] {
  if (outcome === null || model === null || threshold === null) return [];
  const [label, decision] = OUTCOMES[outcome];
  const decided = decisionsOf(rows, model, threshold);
  return [(row) => rows.label[row] === label && decided(row) === decision];
}

function withChange({ changed, threshold }: Predicate, rows: Rows): Condition[] {
  if (changed === null || threshold === null) return [];
  const [before, after] = changed.map((model) => decisionsOf(rows, model, threshold));
  return [
    (row) => {
      const [one, other] = [before!(row), after!(row)];
      return one !== null && other !== null && one !== other;
    },
  ];
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
