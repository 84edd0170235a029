import assert from "node:assert/strict";
import test from "node:test";
import { chipsOf } from "../src/chip_texts.ts";
import { Children } from "../src/children.ts";
import { EVERYTHING, type Predicate } from "../src/predicate.ts";
import { firstState, fragmentWith, savedIn, stateIn, stateOf } from "../src/state.ts";
import { shortest } from "../src/views/example_features.tsx";
import { described } from "./described.ts";

const ABOUT = described({
  features: [
    { name: "age", kind: "number", levels: null },
    { name: "job\u202e", kind: "category", levels: ["cook", "vet"] },
  ],
});

const PREDICATE: Predicate = {
  ...EVERYTHING,
  slices: [2],
  threshold: 0.5,
  rows: [3],
  ranges: [["label", 0, 0], ["feature0", null, 40], ["score1", 0.2, null], ["score0", null, null]],
  levels: [["feature1", [1, null]]],
  decisions: [[1, null], [0, 1]],
  lasso: ["score0", "feature0", [[0, 0], [1, 0], [1, 1]]],
};

test("every part of a predicate is a chip in words", () => {
  assert.deepEqual(chipsOf(ABOUT, PREDICATE).map(({ text }) => text), [
    "group=b",
    "row 4",
    "drawn around: score of A plain and age",
    "label negative",
    "age up to 40",
    "score of B mended from 0.2",
    "score of A plain known",
    "job\ufffd: vet or missing",
    "no decision of B mended at 0.5",
    "A plain says positive at 0.5",
  ]);
});

test("a chip that is taken away leaves the others, and none of a kind is null", () => {
  const chips = chipsOf(ABOUT, PREDICATE);
  const without = (text: string) => chips.find((chip) => chip.text === text)!.without;
  assert.deepEqual(without("age up to 40").ranges!.map(([name]) => name), ["label", "score1", "score0"]);
  assert.deepEqual(without("job\ufffd: vet or missing"), { levels: null });
  assert.deepEqual(without("row 4"), { rows: null });
  assert.deepEqual(without("group=b"), { slices: [] });
});

test("a predicate with every part comes back from the fragment", () => {
  const state = { ...firstState(ABOUT), predicate: PREDICATE, facets: "family0" };
  assert.deepEqual(stateOf(stateIn(fragmentWith("", state, ABOUT)), ABOUT), state);
});

test("a saved slice is in the state where it is there, and in the address where it is short", () => {
  const saved = [
    { name: "mine", predicate: { slices: [1] } },
    { name: "long", predicate: { rows: Array.from({ length: 2_001 }, () => 1) } },
    { name: 3, predicate: {} },
  ];
  assert.deepEqual(savedIn({ saved }).map(({ name }) => name), ["mine", "long"]);
  const about = described({ saved: ["mine", "long"] });
  const state = stateOf({ saved }, about);
  assert.equal(state.saved.length, 2);
  assert.deepEqual(stateIn(fragmentWith("", state, about)), { saved: saved.slice(0, 1) });
  assert.deepEqual(stateOf({ saved }, ABOUT).saved, []);
});

test("children are kept by row, the last one first, and can be removed", () => {
  const children = new Children();
  children.keep(1, "one", new Map([[0, 0.1]]));
  children.keep(1, "two", new Map([[0, 0.2]]));
  children.keep(2, "other", new Map());
  assert.deepEqual(children.of(1).map(({ input, number }) => [input, number]), [["two", 2], ["one", 1]]);
  children.remove(1, children.of(1)[1]!);
  assert.deepEqual(children.of(1).map(({ input }) => input), ["two"]);
  assert.deepEqual(children.of(9), []);
});

test("a number of single precision is shown in as few digits as tell it", () => {
  assert.equal(shortest(Math.fround(0.1)), 0.1);
  assert.equal(shortest(16_777_215), 16_777_215);
  for (const value of [1 / 3, 1e-7, 123456.789, 2 ** 0.5]) {
    assert.equal(Math.fround(shortest(Math.fround(value))), Math.fround(value));
  }
});
