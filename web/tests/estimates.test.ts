import assert from "node:assert/strict";
import test from "node:test";
import { estimateOf, estimatesAt } from "../src/estimates.ts";
import type { Frame } from "../src/frames.ts";

/** Two models, two slices, thresholds 0.5 and 0.51: places in the order of the columns. */
function frame(columns: Record<string, Float32Array | Uint8Array>): Frame {
  return { value: { thresholds: [0.5, 0.51] }, columns: new Map(Object.entries(columns)) };
}

const upper = new Float32Array([0, 1, 2, 3, 4, 5, 6, 7]);
const mark = new Uint8Array([0, 0, 0, 0, 0, 0, 1, 2]);

test("an estimate stands at its model, slice and threshold", () => {
  const found = estimatesAt(frame({ upper, mark }), 3, 0.51)!;
  assert.equal(found.metric, 3);
  assert.equal(estimateOf(found, 2, 1, 0).upper, 5);
  assert.equal(estimateOf(found, 2, 1, 1).mark, 2);
});

test("what a frame leaves out is nan", () => {
  const found = estimatesAt(frame({ upper, mark }), 0, 0.5)!;
  assert.ok(Number.isNaN(estimateOf(found, 2, 0, 1).value));
  assert.ok(Number.isNaN(estimateOf(found, 2, 0, 1).changeLower));
});

test("a threshold that a frame does not hold has no estimates", () => {
  assert.equal(estimatesAt(frame({ upper, mark }), 0, 0.505), null);
});
