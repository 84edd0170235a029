// Points of a scatter plot: where rows lie in pixels, how dense they are, which is near a click.

import type { Numbers } from "./frames.ts";
import type { Kinds } from "./kinds.ts";

/** From a column's numbers to pixels. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Plane {
  readonly x: Numbers;
  readonly y: Numbers;
  readonly xSpan: Span;
  readonly ySpan: Span;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

/** The ends of a column over the rows given, widened where they are one; scores have 0 and 1. */
export function spanOf(column: Numbers, name: string, rows: Uint32Array): Span {
  if (name.startsWith("score") || name === "label") return { from: -0.02, to: 1.02 };
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < rows.length; at += 1) {
    const value = column[rows[at]!]!;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { from: 0, to: 1 };
  const room = from === to ? 0.5 : (to - from) * 0.02;
  return { from: from - room, to: to + room };
}

/** The pixel of each of `rows`, y · width + x from the top left; -1 where a number is missing or outside. */
export function pixelsOf({ x, y, xSpan, ySpan, width, height }: Plane, rows: Uint32Array): Int32Array {
  const found = new Int32Array(rows.length);
  const [across, down] = [width / (xSpan.to - xSpan.from), height / (ySpan.to - ySpan.from)];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const [px, py] = [(x[row]! - xSpan.from) * across, (ySpan.to - y[row]!) * down];
    found[at] = px >= 0 && px < width && py >= 0 && py < height ? Math.floor(py) * width + Math.floor(px) : -1;
  }
  return found;
}

/** How many of `rows` lie on each of `size` pixels, by kind: [kind · size + pixel]. */
export function densities(pixels: Int32Array, rows: Uint32Array, { names, codes }: Kinds, size: number): Uint32Array {
  const counts = new Uint32Array(names.length * size);
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = pixels[at]!;
    if (pixel >= 0) counts[codes[rows[at]!]! * size + pixel]! += 1;
  }
  return counts;
}

/** The number of a column at a pixel, to as many digits as pixels can tell apart. */
export function numberAt({ from, to }: Span, share: number): number {
  const step = (to - from) / 10_000;
  const rounded = Math.round((from + share * (to - from)) / step) * step;
  return Number(rounded.toPrecision(10));
}

/** The row nearest to a pixel, at most `reach` pixels away; null where none is. */
export function rowNear(plane: Plane, rows: Uint32Array, [x, y]: Point, reach: number): number | null {
  const pixels = pixelsOf(plane, rows);
  let [best, row] = [reach * reach, null as number | null];
  for (let at = 0; at < rows.length; at += 1) {
    const pixel = pixels[at]!;
    if (pixel < 0) continue;
    const far = ((pixel % plane.width) + 0.5 - x) ** 2 + (Math.floor(pixel / plane.width) + 0.5 - y) ** 2;
    if (far <= best) [best, row] = [far, rows[at]!];
  }
  return row;
}

/** Counts of `rows` by kind in `bins` equal parts of the span: [kind · bins + bin]. */
export function histogram(column: Numbers, span: Span, rows: Uint32Array, bins: number, { names, codes }: Kinds): Uint32Array {
  const counts = new Uint32Array(names.length * bins);
  const scale = bins / (span.to - span.from);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const bin = (column[row]! - span.from) * scale;
    if (bin >= 0 && bin < bins) counts[codes[row]! * bins + Math.floor(bin)]! += 1;
  }
  return counts;
}
