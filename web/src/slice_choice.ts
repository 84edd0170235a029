// Which slices the view shows, in order, with their cells.

import { type Cell, cellAt } from "./cells.ts";
import { type Judged, judged, ordered } from "./order.ts";
import type { Session } from "./session.ts";

export interface Line {
  readonly slice: number;
  /** One a model shown. */
  readonly cells: readonly Cell[];
  readonly enough: boolean;
}

export interface Filter {
  readonly name: string;
  readonly enoughOnly: boolean;
  /** Rows that a slice has at least. */
  readonly fewest: number;
}

export const NO_FILTER: Filter = { name: "", enoughOnly: false, fewest: 0 };

export interface Choice {
  readonly lines: readonly Line[];
  /** The slice that the others are held against. */
  readonly baseline: Line;
  /** Why slices are left out, and how many. */
  readonly left: readonly (readonly [why: string, slices: number])[];
  readonly threshold: number;
}

/** The slices asked for, in the order asked for. */
export function choiceOf(session: Session, filter: Filter): Choice {
  const { about, source } = session;
  const { metric, threshold, models, baseline_slice, order } = session.state.value;
  const from = source.value;
  const cellsOf = (slice: number): Cell[] =>
    models.map((model) => cellAt(from, metric, threshold, model, slice));
  const against = cellsOf(baseline_slice);
  const cells = new Map(candidates(session).map((slice) => [slice, cellsOf(slice)]));
  const all = [...cells].map(([slice, line]) => judged(line, about.slices[slice]!.rows, against, about.baseline));
  const reasons = new Map(all.map((one) => [one, whyNot(session, filter, one)]));
  const kept = all.filter((one) => reasons.get(one) === null);
  return {
    lines: ordered(kept, order).map(({ slice, enough }) => ({ slice, enough, cells: cells.get(slice)! })),
    baseline: { slice: baseline_slice, enough: true, cells: against },
    left: [...elsewhere(session), ...counted([...reasons.values()])],
    threshold,
  };
}

/** Slices of the family chosen, or those chosen one by one; without the one that they are held against. */
function candidates(session: Session): number[] {
  const { family, slices, baseline_slice } = session.state.value;
  const all = session.about.slices.flatMap((slice, place) =>
    family === null || slice.family === family ? [place] : [],
  );
  return (slices.length > 0 ? [...slices] : all).filter((slice) => slice !== baseline_slice);
}

/** Why the filter leaves a slice out; null where it does not. */
function whyNot({ about }: Session, { name, enoughOnly, fewest }: Filter, one: Judged): string | null {
  if (!about.slices[one.slice]!.name.toLowerCase().includes(name.toLowerCase())) return "of another name";
  if (one.rows < fewest) return `of fewer than ${fewest} rows`;
  return enoughOnly && !one.enough ? "without enough data" : null;
}

function counted(reasons: readonly (string | null)[]): [why: string, slices: number][] {
  const counts = new Map<string, number>();
  for (const why of reasons) if (why !== null) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts];
}

/** Slices of other groups, where one was chosen. */
function elsewhere({ about, state }: Session): [why: string, slices: number][] {
  const { family, slices } = state.value;
  if (family === null || slices.length > 0) return [];
  const others = about.slices.filter((slice) => slice.family !== null && slice.family !== family).length;
  return others > 0 ? [["of other groups", others]] : [];
}
