import assert from "node:assert/strict";
import test from "node:test";
import type { Cell } from "../src/cells.ts";
import { otherMetrics, ratioWords, surestChange, surestGap, widestSureGap } from "../src/gaps.ts";
import { described } from "./described.ts";

const ABOUT = described();
const [ACCURACY, FALSE_POSITIVES] = [0, 1];

function cell(slice: number, value: number, lower: number, upper: number, evidence: Cell["evidence"] = "enough"): Cell {
  const nothing = { numerator: 0, denominator: 0, rows: 0, change: 0, changeLower: 0, changeUpper: 0 };
  return { model: 0, slice, value, lower, upper, evidence, ...nothing };
}

test("the widest gap is by value, the surest by its interval's near end", () => {
  const cells = [cell(1, 0.5, 0.21, 0.8), cell(2, 0.4, 0.35, 0.45)];
  assert.equal(widestSureGap(ABOUT, FALSE_POSITIVES, 0.2, cells)?.cell.slice, 1);
  assert.equal(surestGap(ABOUT, FALSE_POSITIVES, 0.2, cells)?.cell.slice, 2);
});

test("a gap on the better side, one within its interval and one without enough data are none", () => {
  const [better, within] = [cell(1, 0.1, 0.05, 0.15), cell(2, 0.3, 0.15, 0.5)];
  const few = cell(1, 0.9, 0.5, 1, "not enough data");
  assert.equal(widestSureGap(ABOUT, FALSE_POSITIVES, 0.2, [better, within, few]), null);
  assert.equal(widestSureGap(ABOUT, ACCURACY, 0.2, [better, within, few])?.cell, better);
});

test("the surest change is the one whose interval stays furthest from none", () => {
  const changed = (slice: number, changeLower: number, changeUpper: number): Cell => {
    return { ...cell(slice, 0.5, 0.4, 0.6), change: (changeLower + changeUpper) / 2, changeLower, changeUpper };
  };
  const [wide, down, unsure] = [changed(1, 0.01, 0.5), changed(2, -0.2, -0.1), changed(3, -0.4, 0.1)];
  assert.equal(surestChange([wide, down, unsure]), down);
  assert.equal(surestChange([unsure, changed(4, Number.NaN, Number.NaN)]), null);
});

test("a gap is said as a ratio from 1.15 times on, else by its side", () => {
  assert.equal(ratioWords({ cell: cell(1, 0.54, 0.5, 0.6), against: 0.2 }), "2.7 times the");
  assert.equal(ratioWords({ cell: cell(1, 0.232, 0.21, 0.25), against: 0.2 }), "1.2 times the");
  assert.equal(ratioWords({ cell: cell(1, 0.22, 0.21, 0.23), against: 0.2 }), "above the");
  assert.equal(ratioWords({ cell: cell(1, 0.1, 0.05, 0.15), against: 0.2 }), "below the");
  assert.equal(ratioWords({ cell: cell(1, 0.1, 0.05, 0.15), against: 0 }), "above the");
});

test("other main metrics are those that the report has, but the one shown", () => {
  assert.deepEqual(otherMetrics(ABOUT, FALSE_POSITIVES), [2]);
  assert.deepEqual(otherMetrics(ABOUT, ACCURACY), [1, 2]);
});
