// The rows behind the counts, as columns.

import { Bits, type Frame, type Numbers, numbers } from "./frames.ts";
import type { Description } from "./description.ts";

export interface Rows {
  readonly count: number;
  readonly label: Numbers;
  readonly weight: Numbers | null;
  readonly scores: readonly Numbers[];
  readonly slices: readonly (Bits | null)[];
  readonly features: readonly Numbers[];
}

export function rowsOf(frame: Frame, about: Description): Rows {
  const label = numbers(frame, "label");
  const bits = (name: string): Bits | null => {
    const column = frame.columns.get(name);
    return column instanceof Bits ? column : null;
  };
  return {
    count: label.length,
    label,
    weight: frame.columns.has("weight") ? numbers(frame, "weight") : null,
    scores: about.models.map((_, model) => numbers(frame, `score${model}`)),
    slices: about.slices.map((_, slice) => bits(`slice${slice}`)),
    features: about.features.map((_, feature) => numbers(frame, `feature${feature}`)),
  };
}

/** Decisions of a model: 1 where score > threshold, 0 where not, null where there is no score. */
export function decisionsOf(rows: Rows, model: number, threshold: number): (row: number) => 0 | 1 | null {
  const scores = rows.scores[model]!;
  const limit = limitOf(scores, threshold);
  return (row) => {
    const score = scores[row]!;
    return Number.isNaN(score) ? null : score > limit ? 1 : 0;
  };
}

/** The threshold in the precision of the scores. */
export function limitOf(scores: Numbers, threshold: number): number {
  return scores instanceof Float32Array ? Math.fround(threshold) : threshold;
}

/** The column called `label`, `weight`, `score<m>` or `feature<f>`; null where there is none. */
export function columnOf(rows: Rows, name: string): Numbers | null {
  if (name === "label") return rows.label;
  if (name === "weight") return rows.weight;
  const found = /^(score|feature)(\d+)$/.exec(name);
  if (found === null) return null;
  const columns = found[1] === "score" ? rows.scores : rows.features;
  return columns[Number(found[2])] ?? null;
}

/** Names of the slices that a row is in, without overall. */
export function slicesOf(rows: Rows, about: Description, row: number): number[] {
  return about.slices.flatMap((_, slice) => (slice > 0 && rows.slices[slice]?.has(row) ? [slice] : []));
}
