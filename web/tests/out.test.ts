import assert from "node:assert/strict";
import test from "node:test";
import { changedDecisions } from "../src/changed_decisions.ts";
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
  assert.deepEqual(changedDecisions(rows, [null, some], [0, 1], 0.5), [
    { rows: 4, helped: 2, harmed: 1 },
    { rows: 3, helped: 1, harmed: 1 },
  ]);
});
