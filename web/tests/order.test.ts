// The order of slices: by the leading model's gap, small slices last where chance would put them first.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cell, Evidence } from "../src/cells.ts";
import { judged, ordered } from "../src/order.ts";

function cell(slice: number, model: number, value: number, evidence: Evidence = "enough"): Cell {
  const counts = { numerator: 1, denominator: 2, rows: 2, lower: value - 0.05, upper: value + 0.05 };
  const change = { change: Number.NaN, changeLower: Number.NaN, changeUpper: Number.NaN };
  return { model, slice, value, evidence, ...counts, ...change };
}

const BASELINE = [cell(0, 0, 0.1), cell(0, 1, 0.1)];

function order(lines: readonly (readonly Cell[])[], lead: number | null, by: "gap" | "evidence" | "high" | "given"): number[] {
  const all = lines.map((cells) => judged(cells, 10, BASELINE, lead));
  return ordered(all, by).map(({ slice }) => slice);
}

test("the leading model's gap counts, where none leads the widest", () => {
  const lines = [
    [cell(1, 0, 0.3), cell(1, 1, 0.9)],
    [cell(2, 0, 0.4), cell(2, 1, 0.2)],
  ];
  assert.deepEqual(order(lines, 0, "gap"), [2, 1]);
  assert.deepEqual(order(lines, null, "gap"), [1, 2]);
});

test("slices without enough data come last by gap and value, not by their place in the report", () => {
  const lines = [[cell(1, 0, 0.9, "not enough data")], [cell(2, 0, 0.2)], [cell(3, 0, Number.NaN, "undefined")]];
  assert.deepEqual(order(lines, 0, "gap"), [2, 1, 3]);
  assert.deepEqual(order(lines, 0, "high"), [2, 1, 3]);
  assert.deepEqual(order(lines, 0, "given"), [1, 2, 3]);
});

test("evidence is how far the interval stays away", () => {
  const wide = { ...cell(1, 0, 0.5), lower: 0.12, upper: 0.9 };
  assert.deepEqual(order([[wide], [cell(2, 0, 0.3)]], 0, "evidence"), [2, 1]);
});
