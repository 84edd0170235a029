// Rows parted into small plots: by label, or one for each slice of a family.

import { shortened } from "./column_titles.ts";
import type { Description } from "./description.ts";
import { slicesIn } from "./kinds.ts";
import type { Predicate } from "./predicate.ts";
import type { Rows } from "./rows.ts";

export const MOST_FACETS = 24; // plots; of more slices the largest

export interface Facet {
  readonly title: string;
  /** Those of the rows given that are in it. */
  readonly of: (rows: Uint32Array) => Uint32Array;
  /** What a selection in this plot asks for besides. */
  readonly narrowed: (predicate: Predicate) => Partial<Predicate>;
}

const WHOLE: Facet = { title: "", of: (rows) => rows, narrowed: () => ({}) };

/** The plots that `facets` means: `label`, `family<f>`, or one of all rows. */
export function facetsOf(about: Description, rows: Rows, facets: string | null): Facet[] {
  if (facets === "label") return [0, 1].map((label) => labelFacet(rows, label));
  const family = Number(/^family(\d+)$/.exec(facets ?? "")?.[1] ?? Number.NaN);
  const slices = slicesIn(about, family).filter((slice) => rows.slices[slice] !== null);
  if (slices.length === 0) return [WHOLE];
  const largest = slices.toSorted((one, other) => about.slices[other]!.rows - about.slices[one]!.rows).slice(0, MOST_FACETS);
  return slices.filter((slice) => largest.includes(slice)).map((slice) => sliceFacet(about, rows, slice));
}

function labelFacet(rows: Rows, label: number): Facet {
  return {
    title: `label ${label === 1 ? "positive" : "negative"}`,
    of: (places) => places.filter((row) => rows.label[row] === label),
    narrowed: ({ ranges }) => ({ ranges: [...(ranges ?? []).filter(([name]) => name !== "label"), ["label", label, label]] }),
  };
}

function sliceFacet(about: Description, rows: Rows, slice: number): Facet {
  const inside = rows.slices[slice]!;
  return {
    title: shortened(about.slices[slice]!.name, 60),
    of: (places) => places.filter((row) => inside.has(row)),
    narrowed: ({ slices }) => ({ slices: slices.includes(slice) ? slices : [...slices, slice] }),
  };
}
