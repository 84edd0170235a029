// The scale of a metric's values, with ticks at round numbers.

import { scaleLinear } from "d3-scale";
import type { Cell } from "../cells.ts";

export interface ValueScale {
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly number[];
  readonly label: (tick: number) => string;
  /** Where a value lies, in percent of the width; values beyond the ends lie at them. */
  readonly percent: (value: number) => number;
}

/** A scale that holds every value, and the intervals that are narrow enough to say something. */
export function valueScale(cells: readonly Cell[]): ValueScale {
  const defined = cells.filter(({ value }) => !Number.isNaN(value));
  const ends = defined.flatMap(({ value, lower, upper, evidence }) =>
    evidence === "enough" ? [value, lower, upper] : [value],
  );
  return scaleOver(Math.min(0, ...ends.filter(Number.isFinite)), Math.max(0, ...ends.filter(Number.isFinite)));
}

/** A scale from `low` to `high`, both widened to round numbers. */
export function scaleOver(low: number, high: number): ValueScale {
  const scale = scaleLinear([low, high > low ? high : low + 0.01], [0, 100]).nice(6).clamp(true);
  const [start, end] = scale.domain() as [number, number];
  const label = scale.tickFormat(6);
  return { start, end, ticks: scale.ticks(6), label, percent: (value) => scale(value) };
}
