import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Bits, type Numbers } from "../src/frames.ts";
import { EVERYTHING, type Predicate, rowsMeant } from "../src/predicate.ts";
import type { Rows } from "../src/rows.ts";

interface Golden {
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  readonly single: readonly string[];
  readonly cases: readonly { readonly predicate: Partial<Predicate>; readonly rows: readonly number[] }[];
}

const GOLDEN: Golden = JSON.parse(readFileSync(join(process.cwd(), "tests", "golden_predicates.json"), "utf8"));

function column(name: string): Numbers {
  const values = GOLDEN.columns[name]!.map((value) => value ?? Number.NaN);
  if (name === "label") return Uint8Array.from(values);
  if (name === "feature1") return Uint32Array.from(values);
  return GOLDEN.single.includes(name) ? Float32Array.from(values) : Float64Array.from(values);
}

function bits(name: string): Bits {
  const values = GOLDEN.columns[name]!;
  const bytes = new Uint8Array((values.length + 7) >> 3);
  for (const [row, inside] of values.entries()) if (inside === 1) bytes[row >> 3]! |= 1 << (row & 7);
  return new Bits(bytes, values.length);
}

const ROWS: Rows = {
  count: GOLDEN.columns.label!.length,
  label: column("label"),
  weight: null,
  scores: [column("score0"), column("score1")],
  slices: [null, bits("slice1"), bits("slice2"), bits("slice3")],
  features: [column("feature0"), column("feature1")],
};

for (const { predicate, rows } of GOLDEN.cases) {
  test(`${JSON.stringify(predicate)} means the rows that it means in Python`, () => {
    assert.deepEqual([...rowsMeant({ ...EVERYTHING, ...predicate }, ROWS, null)], rows);
  });
}

test("the cases tell rows apart", () => {
  assert.ok(new Set(GOLDEN.cases.map(({ rows }) => rows.length)).size > 8);
});
