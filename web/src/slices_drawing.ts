// The slices' chart as an SVG file of its own.

import type { Cell } from "./cells.ts";
import type { Description } from "./description.ts";
import { decimal, letter } from "./format.ts";
import { scaleOver } from "./parts/value_scale.ts";
import { plain } from "./plain.ts";
import { metricHeading } from "./sentences.ts";
import type { Line } from "./slice_choice.ts";

const [WIDTH, LEFT, RIGHT, TOP, BAR, GAP] = [900, 280, 190, 60, 15, 8];

const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9"];

/** A chart of `lines`, its text escaped. */
export function slicesDrawing(
  about: Description,
  lines: readonly Line[],
  { metric, threshold }: { readonly metric: number; readonly threshold: number },
): string {
  const cells = lines.flatMap((line) => line.cells);
  const ends = cells.flatMap(({ value, upper, evidence }) => (evidence === "enough" ? [value, upper] : [value]));
  const known = ends.filter(Number.isFinite);
  const scale = scaleOver(Math.min(0, ...known), Math.max(0, ...known));
  const x = (value: number): number => LEFT + (scale.percent(value) / 100) * (WIDTH - LEFT - RIGHT);
  let y = TOP;
  const parts: string[] = [];
  for (const { slice, cells: line } of lines) {
    parts.push(textAt(LEFT - 30, y + BAR - 3, plain(about.slices[slice]!.name).slice(0, 44), "end"));
    for (const cell of line) {
      parts.push(cellDrawing(cell, x, y));
      y += BAR;
    }
    y += GAP;
  }
  const ticks = scale.ticks.map((tick) => {
    const at = x(tick).toFixed(1);
    return `<path d="M${at} ${TOP - 6}V${y}" stroke="#dfe3e8"/>${textAt(x(tick), TOP - 10, scale.label(tick), "middle")}`;
  });
  const names = about.models.map(({ name }, model) => `${letter(model)} ${plain(name)}`).join("   ");
  const head = textAt(10, 18, metricHeading(about, metric, threshold), "start", 15) + textAt(10, 36, names, "start");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + 10}" font-family="sans-serif" font-size="12">` +
    `<rect width="100%" height="100%" fill="#fff"/>${head}${ticks.join("")}${parts.join("")}</svg>`
  );
}

function cellDrawing(cell: Cell, x: (value: number) => number, y: number): string {
  const key = textAt(LEFT - 14, y + BAR - 3, letter(cell.model), "middle");
  if (Number.isNaN(cell.value)) return `${key}${textAt(LEFT + 4, y + BAR - 3, "undefined", "start")}`;
  const [from, to] = [Math.min(x(0), x(cell.value)), Math.max(x(0), x(cell.value))];
  const faint = cell.evidence === "not enough data" ? ' fill-opacity="0.35" stroke="#1b1f24" stroke-dasharray="2 2"' : "";
  const bar = `<rect x="${from}" y="${y + 2}" width="${to - from}" height="${BAR - 4}" fill="${COLOURS[cell.model % 6]}"${faint}/>`;
  const middle = y + BAR / 2;
  const whisker = Number.isNaN(cell.lower)
    ? ""
    : `<path d="M${x(cell.lower)} ${middle}H${x(cell.upper)}M${x(cell.lower)} ${middle - 4}v8M${x(cell.upper)} ${middle - 4}v8" stroke="#1b1f24"/>`;
  const note = cell.evidence === "not enough data" ? " not enough data" : "";
  return `${key}${bar}${whisker}${textAt(WIDTH - RIGHT + 10, y + BAR - 3, decimal(cell.value) + note, "start")}`;
}

function textAt(x: number, y: number, text: string, anchor: string, size = 12): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="#1b1f24">${escaped(text)}</text>`;
}

const NAMES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => NAMES[sign]!);
}
