// Values and intervals as Python made them, at one threshold.

import { type Frame, numbers } from "./frames.ts";

export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly rows: number;
  readonly mark: number;
  readonly change: number;
  readonly changeLower: number;
  readonly changeUpper: number;
}

/** Answers of `intervals` for one metric; of its thresholds, the one at `place`. */
export interface Estimates {
  readonly metric: number;
  readonly threshold: number;
  readonly place: number;
  readonly places: number;
  readonly frame: Frame;
}

/** The estimates at `threshold`; null where the frame has none there. */
export function estimatesAt(frame: Frame, metric: number, threshold: number): Estimates | null {
  const { thresholds } = frame.value as { thresholds: readonly number[] };
  const place = thresholds.findIndex((one) => Math.abs(one - threshold) < 1e-9);
  if (thresholds.length > 0 && place < 0) return null;
  return { metric, threshold, place: Math.max(0, place), places: Math.max(1, thresholds.length), frame };
}

/**
 * The estimate of slice `slice` of `slices` for `model`; nan in what the frame leaves out, as the static
 * page's frames do with what is formed of counts.
 */
export function estimateOf(from: Estimates, slices: number, model: number, slice: number): Estimate {
  const at = (model * slices + slice) * from.places + from.place;
  const number = (name: string): number =>
    from.frame.columns.has(name) ? numbers(from.frame, name)[at]! : Number.NaN;
  return {
    value: number("value"),
    lower: number("lower"),
    upper: number("upper"),
    numerator: number("numerator"),
    denominator: number("denominator"),
    rows: number("rows"),
    mark: numbers(from.frame, "mark")[at]!,
    change: number("change"),
    changeLower: number("change_lower"),
    changeUpper: number("change_upper"),
  };
}
