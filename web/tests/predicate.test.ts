import assert from "node:assert/strict";
import test from "node:test";
import { Bits } from "../src/frames.ts";
import { EVERYTHING, type Predicate, isEverything, rowsMeant } from "../src/predicate.ts";
import { rateOf, RATES } from "../src/rates.ts";
import type { Rows } from "../src/rows.ts";
import { confusionOf } from "../src/selection_counts.ts";
import { sortedRows } from "../src/sorted_rows.ts";

const ROWS: Rows = {
  count: 6,
  label: Uint8Array.of(0, 0, 1, 1, 0, 1),
  weight: null,
  scores: [
    Float32Array.of(0.1, 0.9, 0.9, 0.2, Number.NaN, 0.5),
    Float32Array.of(0.1, 0.2, 0.9, 0.8, 0.1, 0.5),
  ],
  slices: [null, new Bits(Uint8Array.of(0b000111), 6), new Bits(Uint8Array.of(0b010110), 6)],
  features: [Float32Array.of(1, 2, 3, 4, 5, 6)],
};

function meant(changes: Partial<Predicate>, hits: ((row: number) => boolean) | null = null): number[] {
  return [...rowsMeant({ ...EVERYTHING, ...changes }, ROWS, hits)];
}

test("nothing asked for means every row", () => {
  assert.deepEqual(meant({}), [0, 1, 2, 3, 4, 5]);
  assert.ok(isEverything(EVERYTHING));
  assert.ok(isEverything({ ...EVERYTHING, threshold: 0.5, model: 1 }));
  assert.ok(!isEverything({ ...EVERYTHING, slices: [1] }));
});

test("slices are taken together, and overall holds all", () => {
  assert.deepEqual(meant({ slices: [0] }), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(meant({ slices: [1, 2] }), [1, 2]);
});

test("an outcome is one model's at one threshold; a row without a decision has none", () => {
  assert.deepEqual(meant({ outcome: "fp", model: 0, threshold: 0.5 }), [1]);
  assert.deepEqual(meant({ outcome: "tn", model: 0, threshold: 0.5 }), [0]);
  assert.deepEqual(meant({ outcome: "fn", model: 0, threshold: 0.5 }), [3, 5]);
  assert.deepEqual(meant({ outcome: "tp", model: 0, threshold: 0.5 }), [2]);
});

test("a score equal to the threshold in its own precision is negative", () => {
  const rows = { ...ROWS, scores: [Float32Array.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1)] };
  assert.equal(rowsMeant({ ...EVERYTHING, outcome: "tp", model: 0, threshold: 0.1 }, rows, null).length, 0);
});

test("rows decided otherwise by two models", () => {
  assert.deepEqual(meant({ changed: [0, 1], threshold: 0.5 }), [1, 3]);
});

test("a range, chosen rows and a search all hold at once", () => {
  assert.deepEqual(meant({ x: ["feature0", 2, 4] }), [1, 2, 3]);
  assert.deepEqual(meant({ x: ["feature0", 2, 4], y: ["score1", 0.5, 1] }), [2, 3]);
  assert.deepEqual(meant({ rows: [5, 0, 99] }), [0, 5]);
  assert.deepEqual(meant({ slices: [1] }, (row) => row !== 0), [1, 2]);
});

test("the counts of a selection give its rates, with weights where there are any", () => {
  const places = Uint32Array.of(0, 1, 2, 3, 4);
  const cells = confusionOf(ROWS, places, 0, 0.5);
  assert.deepEqual(cells, { tn: 1, fp: 1, fn: 1, tp: 1 });
  assert.equal(rateOf(RATES.false_positive_rate!, cells).value, 0.5);
  const weighted = { ...ROWS, weight: Float32Array.of(3, 1, 2, 2, 2, 2) };
  assert.deepEqual(confusionOf(weighted, places, 0, 0.5), { tn: 3, fp: 1, fn: 2, tp: 2 });
});

test("sorting puts rows without a number last either way", () => {
  const all = Uint32Array.of(0, 1, 2, 3, 4, 5);
  assert.deepEqual([...sortedRows(all, ROWS, { column: "score0", down: true })], [1, 2, 5, 3, 0, 4]);
  assert.deepEqual([...sortedRows(all, ROWS, { column: "score0", down: false })], [0, 3, 5, 1, 2, 4]);
  assert.deepEqual([...sortedRows(all, ROWS, { column: "nonesuch", down: false })], [...all]);
});

test("rows are sorted as numbers are, whatever their sign and precision, and ties stay in order", () => {
  const values = [0, -0, 1.5, -2, Number.NaN, 1e-300, Infinity, -Infinity, 1.5, -1e9, 0.1, 3];
  const rows = { ...ROWS, count: values.length, features: [Float64Array.from(values), Float32Array.from(values)] };
  const all = Uint32Array.from(values, (_, row) => row).filter((row) => row !== 3);
  for (const column of ["feature0", "feature1"]) {
    const of = (row: number): number => rows.features[column === "feature0" ? 0 : 1]![row]!;
    for (const down of [false, true]) {
      const expected = [...all].toSorted((one, other) => {
        const [a, b] = [of(one), of(other)];
        if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
        return a === b ? 0 : (a < b) !== down ? -1 : 1;
      });
      assert.deepEqual([...sortedRows(all, rows, { column, down })], expected);
    }
  }
});
