// Points of a scatter plot: where rows lie in pixels, which lie in a shape, how dense they are.

import type { Numbers } from "./frames.ts";

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

/** The ends of a column over the rows given, widened where they are one; scores have 0 and 1. */
export function spanOf(column: Numbers, name: string, rows: Uint32Array): Span {
  if (name.startsWith("score") || name === "label") return { from: -0.02, to: 1.02 };
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < rows.length; at += 1) {
    const value = column[rows[at]!]!;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (from > to) return { from: 0, to: 1 };
  const room = from === to ? 0.5 : (to - from) * 0.02;
  return { from: from - room, to: to + room };
}

/** The pixel column of a value; -1 where it is none, or outside. */
export function pixelX({ xSpan, width }: Plane, value: number): number {
  const at = Math.floor(((value - xSpan.from) / (xSpan.to - xSpan.from)) * width);
  return at >= 0 && at < width ? at : -1;
}

/** The pixel row of a value, from the top; -1 where it is none, or outside. */
export function pixelY({ ySpan, height }: Plane, value: number): number {
  const at = Math.floor(((ySpan.to - value) / (ySpan.to - ySpan.from)) * height);
  return at >= 0 && at < height ? at : -1;
}

/** How many of `rows` lie on each pixel, by class (0 or 1): [class][height · width]. */
export function densities(plane: Plane, rows: Uint32Array, classOf: (row: number) => number): [Uint32Array, Uint32Array] {
  const size = plane.width * plane.height;
  const counts: [Uint32Array, Uint32Array] = [new Uint32Array(size), new Uint32Array(size)];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const [x, y] = [pixelX(plane, plane.x[row]!), pixelY(plane, plane.y[row]!)];
    if (x >= 0 && y >= 0) counts[classOf(row) === 1 ? 1 : 0]![y * plane.width + x]! += 1;
  }
  return counts;
}

/** Those of `rows` that lie on pixels where `mask` [height · width] is not 0. */
export function rowsInMask(plane: Plane, rows: Uint32Array, mask: Uint8Array): Uint32Array {
  const found = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const [x, y] = [pixelX(plane, plane.x[row]!), pixelY(plane, plane.y[row]!)];
    if (x >= 0 && y >= 0 && mask[y * plane.width + x] !== 0) found[count++] = row;
  }
  return found.slice(0, count);
}

export type Point = readonly [x: number, y: number];

/** 1 for every pixel whose middle lies in the polygon, by the even-odd rule. */
export function polygonMask(polygon: readonly Point[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const ends = crossings(polygon, y + 0.5);
    for (let pair = 0; pair + 1 < ends.length; pair += 2) {
      const from = Math.max(0, Math.ceil(ends[pair]! - 0.5));
      const to = Math.min(width, Math.ceil(ends[pair + 1]! - 0.5));
      if (to > from) mask.fill(1, y * width + from, y * width + to);
    }
  }
  return mask;
}

/** Where a polygon's edges cross the horizontal line at `y`, from left to right. */
function crossings(polygon: readonly Point[], y: number): number[] {
  const found: number[] = [];
  for (const [place, [x2, y2]] of polygon.entries()) {
    const [x1, y1] = polygon.at(place - 1)!;
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  return found.toSorted((one, other) => one - other);
}

/** The row nearest to a pixel, at most `reach` pixels away; null where none is. */
export function rowNear(plane: Plane, rows: Uint32Array, [x, y]: Point, reach: number): number | null {
  let [best, row] = [reach * reach, null as number | null];
  for (let at = 0; at < rows.length; at += 1) {
    const one = rows[at]!;
    const [px, py] = [pixelX(plane, plane.x[one]!), pixelY(plane, plane.y[one]!)];
    if (px < 0 || py < 0) continue;
    const far = (px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2;
    if (far <= best) [best, row] = [far, one];
  }
  return row;
}

/** Counts of `rows` by class in `bins` equal parts of the span. */
export function histogram(
  column: Numbers,
  span: Span,
  rows: Uint32Array,
  bins: number,
  classOf: (row: number) => number,
): [Uint32Array, Uint32Array] {
  const counts: [Uint32Array, Uint32Array] = [new Uint32Array(bins), new Uint32Array(bins)];
  const scale = bins / (span.to - span.from);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const bin = Math.floor((column[row]! - span.from) * scale);
    if (bin >= 0 && bin < bins) counts[classOf(row) === 1 ? 1 : 0]![bin]! += 1;
  }
  return counts;
}
