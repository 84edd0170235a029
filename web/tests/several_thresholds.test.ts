// Several thresholds at once: which are shown to begin with and how one is added.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_THRESHOLDS, eachOnce, reportThresholds, withThreshold } from "../src/several_thresholds.ts";

test("a report's few thresholds are all shown, of many some spread over them", () => {
  assert.deepEqual(reportThresholds([0.1, 0.5, 0.9]), [0.1, 0.5, 0.9]);
  const many = Array.from({ length: 19 }, (_, place) => (place + 1) / 20);
  assert.deepEqual(reportThresholds(many), [0.05, 0.3, 0.5, 0.75, 0.95]);
  assert.ok(reportThresholds(many).length < MOST_THRESHOLDS);
});

test("a threshold is added in its place and once", () => {
  assert.deepEqual(withThreshold([0.3, 0.7], 0.5), [0.3, 0.5, 0.7]);
  assert.deepEqual(withThreshold([0.3, 0.5], 0.1 + 0.2), [0.1 + 0.2, 0.5]);
  assert.deepEqual(eachOnce([0.5, 0.1, 0.5]), [0.1, 0.5]);
  assert.equal(withThreshold([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 0.7).length, MOST_THRESHOLDS);
});
