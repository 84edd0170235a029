// The kinds that points are told apart by, in colour and shape: by label, by a slice, by the slices of a family.

import { shortened } from "./column_titles.ts";
import type { Description } from "./description.ts";
import type { Rows } from "./rows.ts";

const MOST = 6; // slices of a family that have a kind of their own, the largest

export interface Kinds {
  readonly names: readonly string[];
  /** For each row a place in `names`. */
  readonly codes: Uint8Array;
  /** For each of `names` a place in `SHAPES`. */
  readonly shapes: readonly number[];
}

/** Outlines around 0, about 7 pixels wide, of a kind each; the last two are those in several slices and in none. */
export const SHAPES = [
  "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z",
  "M0-3.8 3.6 2.8H-3.6Z",
  "M-2.7-2.7H2.7V2.7H-2.7Z",
  "M0-4 3.4 0 0 4-3.4 0Z",
  "M0 3.8 3.6-2.8H-3.6Z",
  "M-1.2-3.6H1.2V-1.2H3.6V1.2H1.2V3.6H-1.2V1.2H-3.6V-1.2H-1.2Z",
  "M-3.4-2-2-3.4 0-1.4 2-3.4 3.4-2 1.4 0 3.4 2 2 3.4 0 1.4-2 3.4-3.4 2-1.4 0Z",
  "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0ZM-1.6 0a1.6 1.6 0 1 1 3.2 0a1.6 1.6 0 1 1-3.2 0Z",
] as const;

const [SEVERAL, NONE] = [6, 7];

/** By `colour`: `label`, `slice<s>` or `family<f>`; by label where there is none such. */
export function kindsOf(about: Description, rows: Rows, colour: string): Kinds {
  const [, what, at] = /^(slice|family)(\d+)$/.exec(colour) ?? [];
  if (what === "slice" && rows.slices[Number(at)]) return bySlice(about, rows, Number(at));
  if (what === "family" && Number(at) < about.families.length) return byFamily(about, rows, Number(at));
  return { names: ["label negative", "label positive"], codes: Uint8Array.from(rows.label), shapes: [0, 1] };
}

function bySlice(about: Description, rows: Rows, slice: number): Kinds {
  const name = shortened(about.slices[slice]!.name, 60);
  const inside = rows.slices[slice]!;
  const codes = new Uint8Array(rows.count);
  for (let row = 0; row < codes.length; row += 1) codes[row] = inside.has(row) ? 1 : 0;
  return { names: [`not ${name}`, name], codes, shapes: [0, 1] };
}

/** The largest slices of a family; then rows in several of these, and in none. */
function byFamily(about: Description, rows: Rows, family: number): Kinds {
  const slices = slicesIn(about, family)
    .toSorted((one, other) => about.slices[other]!.rows - about.slices[one]!.rows)
    .slice(0, MOST);
  const none = slices.length + 1;
  const codes = new Uint8Array(rows.count).fill(none);
  for (const [place, slice] of slices.entries()) {
    const inside = rows.slices[slice]!;
    for (let row = 0; row < codes.length; row += 1) {
      if (inside.has(row)) codes[row] = codes[row] === none ? place : slices.length;
    }
  }
  const names = slices.map((slice) => shortened(about.slices[slice]!.name, 60));
  return {
    names: [...names, "in several of these", "in none of these"],
    codes,
    shapes: [...slices.map((_, place) => place), SEVERAL, NONE],
  };
}

/** Places of the slices of a family. */
export function slicesIn({ slices }: Description, family: number): number[] {
  return slices.flatMap((slice, place) => (slice.family === family ? [place] : []));
}
