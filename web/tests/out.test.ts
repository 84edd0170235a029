import assert from "node:assert/strict";
import test from "node:test";
import { changedDecisions, orderedChanges } from "../src/changed_decisions.ts";
import { csvCell, csvOf } from "../src/csv.ts";
import { Bits } from "../src/frames.ts";

test("no text is taken for a formula, and numbers stay numbers", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]) assert.equal(csvCell(text), `'${text}`);
  assert.equal(csvCell("\r=1"), `"'\r=1"`);
  assert.equal(csvCell(-0.5), "-0.5");
  assert.equal(csvCell(Number.NaN), "");
  assert.equal(csvCell('say "no", twice'), '"say ""no"", twice"');
});

test("a file has a line a row", () => {
  assert.equal(csvOf(["a", "b"], [[1, "x\ny"], [null, "z"]]), 'a,b\r\n1,"x\ny"\r\n,z\r\n');
});

test("changed decisions are counted by slice as help and harm", () => {
  const rows = {
    count: 5,
    label: Uint8Array.of(0, 0, 1, 1, 0),
    weight: null,
    scores: [Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.9), Float32Array.of(0.1, 0.9, 0.9, 0.9, Number.NaN)],
    slices: [],
    features: [],
  };
  const some = new Bits(Uint8Array.of(0b01011), 5);
  const slices = [
    { rows: 5, bits: null },
    { rows: 3, bits: some },
  ];
  assert.deepEqual(changedDecisions(rows, slices, [0, 1], 0.5), [
    { slice: 0, rows: 4, helped: 2, harmed: 1 },
    { slice: 1, rows: 3, helped: 1, harmed: 1 },
  ]);
});

test("slices are ordered by the share that a change harms or helps, overall first", () => {
  const changed = [
    { slice: 0, rows: 100, helped: 1, harmed: 1 },
    { slice: 1, rows: 50, helped: 5, harmed: 1 },
    { slice: 2, rows: 10, helped: 0, harmed: 2 },
    { slice: 3, rows: 0, helped: 0, harmed: 0 },
  ];
  const places = (order: "harmed" | "helped" | "net") => orderedChanges(changed, order).map(({ slice }) => slice);
  assert.deepEqual(places("harmed"), [0, 2, 1, 3]);
  assert.deepEqual(places("helped"), [0, 1, 2, 3]);
  assert.deepEqual(places("net"), [0, 2, 1, 3]);
});
