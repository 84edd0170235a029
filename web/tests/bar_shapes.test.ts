// The shapes of bars: whiskers, arrows where an interval goes on, and changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Field, barShapes, changeShapes, upright } from "../src/bar_shapes.ts";
import type { Cell } from "../src/cells.ts";
import { scaleOver } from "../src/parts/value_scale.ts";

const FIELD: Field = { scale: scaleOver(0, 1), width: 200, left: 0, top: 0 };

function cell(value: number, lower: number, upper: number): Cell {
  const counts = { numerator: 1, denominator: 2, rows: 2, evidence: "enough" } as const;
  const change = { change: Number.NaN, changeLower: Number.NaN, changeUpper: Number.NaN };
  return { model: 0, slice: 0, value, lower, upper, ...counts, ...change };
}

test("a bar goes from 0 to its value and its whisker from end to end", () => {
  const { bar, whisker, arrow, ring } = barShapes(FIELD, cell(0.5, 0.25, 0.75));
  assert.equal(bar, "M0 2H100v12H0Z");
  assert.equal(whisker, "M50 8H150M50 4v8M150 4v8");
  assert.deepEqual([arrow, ring], ["", ""]);
});

test("an interval that goes on beyond the scale ends in an arrow, not a cap", () => {
  const { whisker, arrow } = barShapes(FIELD, cell(0.9, 0.8, 1.3));
  assert.equal(whisker, "M160 8H200M160 4v8");
  assert.equal(arrow, "M200 4l6 4l-6 4Z");
});

test("a bar of 0 is still seen and an undefined one is not", () => {
  assert.equal(barShapes(FIELD, cell(0, 0, 0.1)).bar, "M0 2H1.5v12H0Z");
  assert.equal(barShapes(FIELD, cell(Number.NaN, 0, 1)).bar, "");
  assert.equal(barShapes(FIELD, cell(0.5, Number.NaN, Number.NaN)).whisker, "");
  assert.equal(upright(FIELD, Number.NaN), "");
});

test("shapes are drawn from the field's corner on", () => {
  const field = { ...FIELD, left: 10, top: 100 };
  assert.equal(barShapes(field, cell(0.5, 0.25, 0.75)).bar, "M10 102H110v12H10Z");
  assert.equal(upright(field, 0.5), "M110 100v17");
});

test("a change joins a ring before and a disc after", () => {
  const { joint, ring, bar, whisker } = changeShapes(FIELD, 0.2, 0.6);
  assert.equal(joint, "M40 8H120");
  assert.ok(ring.startsWith("M36 8a4 4"));
  assert.ok(bar.startsWith("M115 8a5 5"));
  assert.equal(whisker, "");
  assert.equal(changeShapes(FIELD, Number.NaN, 0.6).bar, "");
});
