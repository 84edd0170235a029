// What a predicate asks of columns: ranges of numbers, levels of categories, decisions, a shape.

import { type Corner, insideOf } from "./lasso.ts";
import { type Rows, columnOf, decisionsOf } from "./rows.ts";

/** Both ends are in it; null: open. */
export type Range = readonly [column: string, from: number | null, to: number | null];

/** A category and its levels by their places; null: missing. */
export type Levels = readonly [column: string, levels: readonly (number | null)[]];

/** A model's decision; null: it gave none. */
export type Decision = readonly [model: number, decision: 0 | 1 | null];

export type Lasso = readonly [x: string, y: string, corners: readonly Corner[]];

export type Condition = (row: number) => boolean;

export const MISSING = 4294967295; // the code of a category that is missing

export function inRange([column, from, to]: Range, rows: Rows): Condition {
  const values = columnOf(rows, column);
  if (values === null) return () => false;
  const [low, high] = [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY];
  return (row) => values[row]! >= low && values[row]! <= high;
}

export function ofLevels([column, levels]: Levels, rows: Rows): Condition {
  const values = columnOf(rows, column);
  if (values === null) return () => false;
  const wanted = new Set(levels.map((level) => level ?? MISSING));
  return (row) => wanted.has(values[row]!);
}

export function decidedSo([model, decision]: Decision, threshold: number, rows: Rows): Condition {
  const decided = decisionsOf(rows, model, threshold);
  return (row) => decided(row) === decision;
}

export function inLasso([across, up, corners]: Lasso, rows: Rows): Condition {
  const [x, y] = [columnOf(rows, across), columnOf(rows, up)];
  if (x === null || y === null) return () => false;
  const inside = insideOf(corners);
  return (row) => inside(x[row]!, y[row]!);
}
