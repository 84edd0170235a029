import assert from "node:assert/strict";
import test from "node:test";
import type { Column } from "../src/frames.ts";
import { RATES, rateOf } from "../src/rates.ts";
import { type Tally, confusionAt, edgeOf, tallyOf } from "../src/tally.ts";
import golden from "./golden_rates.json";

interface Golden {
  readonly counts: readonly number[];
  readonly zeros: readonly number[];
  readonly rates: Readonly<Record<string, Readonly<Record<string, readonly (readonly (number | null)[])[]>>>>;
}

function tallyFrom({ counts, zeros }: Golden): Tally {
  const columns = new Map<string, Column>([
    ["model0", Float64Array.from(counts)],
    ["zeros", Float64Array.from(zeros)],
    ["undecided", new Uint32Array(golden.slices * 2)],
  ]);
  return tallyOf({ value: null, columns }, { models: 1, slices: golden.slices, bins: golden.bins });
}

for (const [place, one] of (golden.cases as unknown as Golden[]).entries()) {
  test(`every rate of case ${place} equals Python's at every threshold`, () => {
    const tally = tallyFrom(one);
    for (const [name, rate] of Object.entries(RATES)) {
      const expected = one.rates[name]!;
      for (let slice = 0; slice < golden.slices; slice += 1) {
        for (let edge = 0; edge < golden.bins; edge += 1) {
          const found = rateOf(rate, confusionAt(tally, 0, slice, edge));
          const value = expected.value![slice]![edge]!;
          if (value === null) assert.ok(Number.isNaN(found.value));
          else assert.ok(Math.abs(found.value - value) < 1e-12, `${name} of slice ${slice} at edge ${edge}`);
          assert.ok(Math.abs(found.numerator - expected.numerator![slice]![edge]!) < 1e-9);
          assert.ok(Math.abs(found.denominator - expected.denominator![slice]![edge]!) < 1e-9);
        }
      }
    }
  });
}

test("a rate of nothing is nan and keeps its denominator of 0", () => {
  const found = rateOf(RATES.false_positive_rate!, { tp: 3, fp: 0, tn: 0, fn: 1 });
  assert.deepEqual(found, { value: Number.NaN, numerator: 0, denominator: 0 });
});

test("at the last edge nothing is called positive", () => {
  const tally = tallyFrom((golden.cases as unknown as Golden[])[0]!);
  const { tp, fp } = confusionAt(tally, 0, 0, golden.bins);
  assert.deepEqual([tp, fp], [0, 0]);
});

test("a threshold has an edge where it is a multiple of a bin's width", () => {
  assert.equal(edgeOf(0.35, 20), 7);
  assert.equal(edgeOf(0.1 + 0.2, 10), 3);
  assert.equal(edgeOf(1, 20), 20);
  assert.equal(edgeOf(0, 20), 0);
  assert.equal(edgeOf(0.33, 20), null);
});
