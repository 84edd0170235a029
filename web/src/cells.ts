// A cell: one model's value in one slice, from counts at once and with its interval when that is known.

import type { Description } from "./description.ts";
import { type Estimate, type Estimates, estimateOf } from "./estimates.ts";
import { RATES, rateOf } from "./rates.ts";
import { type Tally, confusionAt, edgeOf } from "./tally.ts";

/** What is to be said of a cell; `unknown` until Python has said it. */
export type Evidence = "enough" | "not enough data" | "undefined" | "unknown";

export interface Cell {
  readonly model: number;
  readonly slice: number;
  readonly value: number;
  readonly numerator: number;
  readonly denominator: number;
  /** Rows or pairs behind the denominator, without weights; nan until known. */
  readonly rows: number;
  readonly lower: number;
  readonly upper: number;
  readonly evidence: Evidence;
  /** Change from the baseline model, with its interval. */
  readonly change: number;
  readonly changeLower: number;
  readonly changeUpper: number;
}

export interface CellSource {
  readonly about: Description;
  readonly tally: Tally | null;
  readonly estimates: Estimates | null;
}

/** Whether a metric is formed here, from counts. */
export function isRate(about: Description, metric: number): boolean {
  return about.metrics[metric]!.name in RATES;
}

export function cellAt(from: CellSource, metric: number, threshold: number, model: number, slice: number): Cell {
  const known = matching(from.estimates, metric, threshold, from.about);
  const estimate = known && estimateOf(known, from.about.slices.length, model, slice);
  const ratio = ratioAt(from, metric, threshold, model, slice) ?? estimate;
  const value = ratio?.value ?? Number.NaN;
  return {
    model,
    slice,
    value,
    numerator: ratio?.numerator ?? Number.NaN,
    denominator: ratio?.denominator ?? Number.NaN,
    rows: rowsOf(estimate, ratio?.denominator ?? Number.NaN),
    lower: estimate?.lower ?? Number.NaN,
    upper: estimate?.upper ?? Number.NaN,
    evidence: evidenceOf(ratio !== null, value, estimate && from.about.marks[estimate.mark]!),
    change: changeOf(from, metric, threshold, model, slice, value) ?? estimate?.change ?? Number.NaN,
    changeLower: estimate?.changeLower ?? Number.NaN,
    changeUpper: estimate?.changeUpper ?? Number.NaN,
  };
}

/** Where a frame leaves rows out they are the denominator. */
function rowsOf(estimate: Estimate | null, denominator: number): number {
  if (estimate === null) return Number.NaN;
  return Number.isNaN(estimate.rows) ? denominator : estimate.rows;
}

function matching(
  estimates: Estimates | null,
  metric: number,
  threshold: number,
  about: Description,
): Estimates | null {
  if (estimates === null || estimates.metric !== metric) return null;
  const everywhere = !about.metrics[metric]!.at_threshold;
  return everywhere || Math.abs(estimates.threshold - threshold) < 1e-9 ? estimates : null;
}

function ratioAt({ about, tally }: CellSource, metric: number, threshold: number, model: number, slice: number) {
  const rate = RATES[about.metrics[metric]!.name];
  const edge = edgeOf(threshold, about.bins) ?? (about.metrics[metric]!.at_threshold ? null : 1);
  if (rate === undefined || tally === null || edge === null) return null;
  return rateOf(rate, confusionAt(tally, model, slice, edge));
}

function changeOf(
  from: CellSource,
  metric: number,
  threshold: number,
  model: number,
  slice: number,
  value: number,
): number | null {
  const { baseline } = from.about;
  if (baseline === null || baseline === model) return null;
  const before = ratioAt(from, metric, threshold, baseline, slice);
  return before === null ? null : value - before.value;
}

function evidenceOf(known: boolean, value: number, mark: string | null): Evidence {
  if (!known) return "unknown";
  if (Number.isNaN(value)) return "undefined";
  if (mark === null) return "unknown";
  return mark === "" ? "enough" : mark === "undefined" ? "undefined" : "not enough data";
}
