import assert from "node:assert/strict";
import test from "node:test";
import { scrollTo, visibleRows } from "../src/visible_rows.ts";

test("a short table is drawn whole", () => {
  assert.deepEqual(visibleRows(3, 40, { scrollTop: 0, height: 500 }), { first: 0, last: 3, top: 0, height: 120 });
});

test("of a long table the rows in view are drawn where they stand", () => {
  const { first, last, top, height } = visibleRows(1000, 40, { scrollTop: 20_000, height: 400 });
  assert.equal(height, 40_000);
  assert.ok(first <= 500 && last >= 510 && last - first < 30);
  assert.equal(top, first * 40);
});

test("of ten million rows the first and the last can be reached", () => {
  const count = 10_000_000;
  const view = { scrollTop: 0, height: 400 };
  const { height } = visibleRows(count, 40, view);
  assert.ok(height <= 8_000_000);
  const end = visibleRows(count, 40, { scrollTop: height - 400, height: 400 });
  assert.equal(end.last, count);
  const drawnBottom = end.top + (end.last - end.first) * 40;
  assert.ok(Math.abs(drawnBottom - height) < 1);
});

test("a row is scrolled to only where it is out of view", () => {
  const view = { scrollTop: 400, height: 400 };
  assert.equal(scrollTo(12, 1000, 40, view), 400);
  assert.equal(scrollTo(2, 1000, 40, view), 80);
  assert.equal(scrollTo(30, 1000, 40, view), 31 * 40 - 400);
});
