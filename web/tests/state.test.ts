import assert from "node:assert/strict";
import test from "node:test";
import { EVERYTHING } from "../src/predicate.ts";
import { firstState, fragmentWith, partsOf, stateIn, stateOf } from "../src/state.ts";
import { described } from "./described.ts";

const ABOUT = described();

test("at first the false positive rate is shown at 0.5, all models, widest gaps first", () => {
  const { metric, threshold, models, order, predicate } = firstState(ABOUT);
  assert.deepEqual([metric, threshold, models, order], [1, 0.5, [0, 1], "gap"]);
  assert.deepEqual(predicate, EVERYTHING);
});

test("a state comes back from the fragment as it was", () => {
  const predicate = { ...EVERYTHING, slices: [2], outcome: "fp" as const, model: 1, threshold: 0.3, search: "a&b=#+ %" };
  const state = { ...firstState(ABOUT), tab: "examples" as const, threshold: 0.3, predicate, row: 4, compare: [1, 0] as const, curves: [2, 0] };
  const fragment = fragmentWith("", state, ABOUT);
  assert.deepEqual(stateOf(stateIn(`#${fragment}`), ABOUT), state);
});

test("the token in the fragment is kept, and a state as at first is not written", () => {
  const first = firstState(ABOUT);
  assert.equal(fragmentWith("#token=a+b", first, ABOUT), "token=a%2Bb");
  const fragment = fragmentWith("#token=x&state=%7B%7D", { ...first, metric: 0 }, ABOUT);
  assert.deepEqual([...partsOf(fragment).keys()], ["token", "state"]);
  assert.deepEqual(stateIn(fragment), { metric: 0 });
});

test("a selection of too many rows for an address is left out of it", () => {
  const about = described({ rows: 3_000 });
  const rows = Array.from({ length: 2_001 }, (_, row) => row);
  const state = { ...firstState(about), threshold: 0.3, predicate: { ...EVERYTHING, rows } };
  assert.deepEqual(stateIn(fragmentWith("", state, about)), { threshold: 0.3 });
});

const WRONG: Record<string, unknown>[] = [
  { tab: "elsewhere" },
  { models: [7] },
  { models: [] },
  { metric: 99 },
  { metric: "1" },
  { threshold: 2 },
  { threshold: null },
  { slices: [0, 3] },
  { baseline_slice: -1 },
  { family: 0.5 },
  { compare: [1, 1] },
  { compare: [0, 2] },
  { curves: [0, 3] },
  { curves: [0, 1, 2, 0, 1] },
  { order: "<script>" },
  { sort: { column: 1, down: true } },
  { row: 1e9 },
  { predicate: { slices: "all", outcome: "no", model: 5, rows: [6], changed: [0], x: ["a", 1] } },
];

for (const wrong of WRONG) {
  test(`a state with ${JSON.stringify(wrong)} is as at first`, () => {
    assert.deepEqual(stateOf(wrong, ABOUT), firstState(ABOUT));
  });
}

test("what is no state at all is as at first", () => {
  for (const value of [null, 3, "x", [], stateIn("#state=%7Bno"), stateIn("#")]) {
    assert.deepEqual(stateOf(value, ABOUT), firstState(ABOUT));
  }
});
