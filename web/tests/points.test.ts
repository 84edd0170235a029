import assert from "node:assert/strict";
import test from "node:test";
import { type Plane, densities, histogram, polygonMask, rowNear, rowsInMask, spanOf } from "../src/points.ts";

const PLANE: Plane = {
  x: Float32Array.of(0.05, 0.55, 0.95, Number.NaN, 0.55),
  y: Float32Array.of(0.05, 0.55, 0.95, 0.5, 0.55),
  xSpan: { from: 0, to: 1 },
  ySpan: { from: 0, to: 1 },
  width: 10,
  height: 10,
};
const ALL = Uint32Array.of(0, 1, 2, 3, 4);

test("points are counted on their pixels by class, those without a number on none", () => {
  const [first, second] = densities(PLANE, ALL, (row) => (row === 4 ? 1 : 0));
  assert.equal(first[9 * 10 + 0], 1);
  assert.equal(first[4 * 10 + 5], 1);
  assert.equal(second[4 * 10 + 5], 1);
  assert.equal(first.reduce((sum, count) => sum + count) + second.reduce((sum, count) => sum + count), 4);
});

test("a lasso holds the pixels whose middle lies in it", () => {
  const square = polygonMask([[2, 2], [8, 2], [8, 8], [2, 8]], 10, 10);
  assert.equal(square.reduce((sum, one) => sum + one), 36);
  const triangle = polygonMask([[0, 0], [10, 0], [0, 10]], 10, 10);
  assert.equal(triangle[0], 1);
  assert.equal(triangle[99], 0);
  assert.equal(polygonMask([[1, 1], [5, 5]], 10, 10).reduce((sum, one) => sum + one), 0);
});

test("the rows in a lasso are those drawn in it", () => {
  const mask = polygonMask([[4, 0], [10, 0], [10, 6], [4, 6]], 10, 10);
  assert.deepEqual([...rowsInMask(PLANE, ALL, mask)], [1, 2, 4]);
});

test("a click finds the nearest point within reach", () => {
  assert.equal(rowNear(PLANE, ALL, [0, 9], 3), 0);
  assert.equal(rowNear(PLANE, ALL, [2, 2], 1), null);
});

test("a column's span holds its numbers, and scores have 0 and 1", () => {
  const column = Float32Array.of(2, 4, Number.NaN);
  const { from, to } = spanOf(column, "feature0", Uint32Array.of(0, 1, 2));
  assert.ok(from < 2 && to > 4 && to < 4.1);
  assert.ok(spanOf(column, "score0", ALL).from < 0);
  assert.deepEqual(spanOf(column, "feature0", new Uint32Array(0)), { from: 0, to: 1 });
});

test("a histogram counts by class", () => {
  const counts = histogram(Float32Array.of(0.1, 0.1, 0.9), { from: 0, to: 1 }, Uint32Array.of(0, 1, 2), 2, (row) => row % 2);
  assert.deepEqual(counts.map((one) => [...one]), [[1, 1], [1, 0]]);
});
