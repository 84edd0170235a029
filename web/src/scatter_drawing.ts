// A scatter plot on a canvas: points as signs while they are few, densities when they are many.

import { type Kinds, SHAPES } from "./kinds.ts";
import { type Plane, densities, pixelsOf } from "./points.ts";

const FEW = 4_000; // points that are drawn as signs
const MANY = 60_000; // points whose squares are smaller
const PALETTE = ["--model-0", "--model-4", "--model-2", "--model-3", "--model-1", "--model-5", "--ink", "--soft"];

export interface Drawn {
  readonly plane: Plane;
  readonly rows: Uint32Array;
  readonly kinds: Kinds;
  /** Rows that are shown faintly behind: those that a selection in the plot leaves out. */
  readonly behind: Uint32Array | null;
}

export function drawScatter(canvas: HTMLCanvasElement, { plane, rows, kinds, behind }: Drawn): void {
  const pen = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const colours = kinds.shapes.map((shape) => colour(PALETTE[shape]!));
  pen.clearRect(0, 0, plane.width, plane.height);
  if (behind !== null) drawBehind(pen, plane, behind, colour("--soft"));
  if (rows.length <= FEW) drawSigns(pen, plane, rows, kinds, colours);
  else drawDensities(pen, plane, rows, kinds, colours);
}

function drawSigns(pen: CanvasRenderingContext2D, plane: Plane, rows: Uint32Array, kinds: Kinds, colours: readonly string[]): void {
  const shapes = kinds.shapes.map((shape) => new Path2D(SHAPES[shape]));
  const pixels = pixelsOf(plane, rows);
  pen.globalAlpha = rows.length > 600 ? 0.45 : 0.75;
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = pixels[at]!;
    if (pixel < 0) continue;
    const kind = kinds.codes[rows[at]!]!;
    pen.setTransform(1, 0, 0, 1, (pixel % plane.width) + 0.5, Math.floor(pixel / plane.width) + 0.5);
    pen.fillStyle = colours[kind]!;
    pen.fill(shapes[kind]!);
  }
  pen.resetTransform();
  pen.globalAlpha = 1;
}

/** Squares in the mean colour of the kinds in them, the denser the more opaque. */
function drawDensities(pen: CanvasRenderingContext2D, plane: Plane, rows: Uint32Array, kinds: Kinds, colours: readonly string[]): void {
  const grain = grainOf(rows);
  const grid = coarse(plane, grain);
  const size = grid.width * grid.height;
  const counts = densities(pixelsOf(grid, rows), rows, kinds, size);
  const parts = colours.map(rgbOf);
  const totals = new Uint32Array(size);
  for (let at = 0; at < counts.length; at += 1) totals[at % size]! += counts[at]!;
  let most = 1;
  for (const total of totals) if (total > most) most = total;
  const image = new ImageData(grid.width, grid.height);
  const scale = 1 / Math.log1p(most);
  for (let at = 0; at < size; at += 1) {
    const total = totals[at]!;
    if (total === 0) continue;
    for (const [kind, rgb] of parts.entries()) {
      const share = counts[kind * size + at]! / total;
      for (let part = 0; part < 3; part += 1) image.data[at * 4 + part]! += rgb[part]! * share;
    }
    image.data[at * 4 + 3] = 255 * (0.4 + 0.6 * Math.log1p(total) * scale);
  }
  paint(pen, image, grain);
}

function drawBehind(pen: CanvasRenderingContext2D, plane: Plane, rows: Uint32Array, colour: string): void {
  const grain = grainOf(rows);
  const grid = coarse(plane, grain);
  const image = new ImageData(grid.width, grid.height);
  const rgb = rgbOf(colour);
  for (const pixel of pixelsOf(grid, rows)) {
    if (pixel < 0 || image.data[pixel * 4 + 3] !== 0) continue;
    for (let part = 0; part < 3; part += 1) image.data[pixel * 4 + part] = rgb[part]!;
    image.data[pixel * 4 + 3] = 70;
  }
  paint(pen, image, grain);
}

/** Pixels of a square whose density is shown. */
function grainOf(rows: Uint32Array): number {
  return rows.length < MANY ? 3 : 2;
}

/** The plane in squares; the last ones may reach past its ends. */
function coarse(plane: Plane, grain: number): Plane {
  const [width, height] = [Math.ceil(plane.width / grain), Math.ceil(plane.height / grain)];
  const { xSpan, ySpan } = plane;
  const across = ((xSpan.to - xSpan.from) * width * grain) / plane.width;
  const down = ((ySpan.to - ySpan.from) * height * grain) / plane.height;
  return { ...plane, width, height, xSpan: { from: xSpan.from, to: xSpan.from + across }, ySpan: { from: ySpan.to - down, to: ySpan.to } };
}

function paint(pen: CanvasRenderingContext2D, image: ImageData, grain: number): void {
  const small = new OffscreenCanvas(image.width, image.height);
  small.getContext("2d")!.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, image.width * grain, image.height * grain);
}

/** Red, green and blue of `#rrggbb`. */
function rgbOf(colour: string): [number, number, number] {
  const whole = Number.parseInt(colour.slice(1), 16);
  return [(whole >> 16) & 255, (whole >> 8) & 255, whole & 255];
}
