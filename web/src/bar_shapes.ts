// The shapes of a bar with its interval, and of a change, as paths in pixels.

import type { Cell } from "./cells.ts";
import type { ValueScale } from "./parts/value_scale.ts";

export const BAR_HEIGHT = 16;
const MIDDLE = BAR_HEIGHT / 2;
const [EDGE, CAP, LEAST] = [2, 4, 1.5]; // above and below a bar; half a whisker's end; of a bar of 0

/** Where values lie: a scale over so many pixels, from a corner on. */
export interface Field {
  readonly scale: ValueScale;
  readonly width: number;
  readonly left: number;
  readonly top: number;
}

export interface Shapes {
  readonly bar: string;
  readonly whisker: string;
  /** Where the interval goes on beyond the scale. */
  readonly arrow: string;
  readonly ring: string;
  readonly joint: string;
}

const NOTHING: Shapes = { bar: "", whisker: "", arrow: "", ring: "", joint: "" };

function pixel({ scale, width, left }: Field, value: number): number {
  return Math.round(10 * left + scale.percent(value) * width * 0.1) / 10;
}

/** A vertical line at `value`, or nothing where there is none. */
export function upright(field: Field, value: number): string {
  return Number.isNaN(value) ? "" : `M${pixel(field, value)} ${field.top}v${BAR_HEIGHT + 1}`;
}

/** From 0 to the value, the interval across its end. */
export function barShapes(field: Field, { value, lower, upper }: Pick<Cell, "value" | "lower" | "upper">): Shapes {
  if (Number.isNaN(value)) return NOTHING;
  const [zero, end] = [pixel(field, 0), pixel(field, value)];
  const from = Math.min(zero, end);
  const to = Math.max(zero, end, from + LEAST);
  return { ...NOTHING, bar: `M${from} ${field.top + EDGE}H${to}v${BAR_HEIGHT - 2 * EDGE}H${from}Z`, ...whisker(field, lower, upper) };
}

function whisker(field: Field, lower: number, upper: number): Pick<Shapes, "whisker" | "arrow"> {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return { whisker: "", arrow: "" };
  const { start, end } = field.scale;
  const [low, high] = [pixel(field, lower), pixel(field, upper)];
  const middle = field.top + MIDDLE;
  const cap = (x: number): string => `M${x} ${middle - CAP}v${2 * CAP}`;
  const [before, after] = [lower < start - 1e-9, upper > end + 1e-9];
  return {
    whisker: `M${low} ${middle}H${high}${before ? "" : cap(low)}${after ? "" : cap(high)}`,
    arrow: (before ? arrow(low, middle, -6) : "") + (after ? arrow(high, middle, 6) : ""),
  };
}

function arrow(x: number, y: number, length: number): string {
  return `M${x} ${y - CAP}l${length} ${CAP}l${-length} ${CAP}Z`;
}

/** From the baseline model's value (a ring) to the model's (a disc). */
export function changeShapes(field: Field, before: number, after: number): Shapes {
  if (Number.isNaN(before + after)) return NOTHING;
  const [from, to] = [pixel(field, before), pixel(field, after)];
  const middle = field.top + MIDDLE;
  return { ...NOTHING, joint: `M${from} ${middle}H${to}`, ring: round(from, middle, 4), bar: round(to, middle, 5) };
}

function round(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}
