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
}

export interface Choice {
  readonly lines: readonly Line[];
  /** The slice that the others are held against. */
  readonly baseline: Line;
  /** Slices that the filter leaves out. */
  readonly left: number;
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
  const kept = all.filter((one) => passes(session, filter, one));
  return {
    lines: ordered(kept, order).map(({ slice, enough }) => ({ slice, enough, cells: cells.get(slice)! })),
    baseline: { slice: baseline_slice, enough: true, cells: against },
    left: all.length - kept.length,
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

function passes({ about }: Session, { name, enoughOnly }: Filter, one: Judged): boolean {
  const named = about.slices[one.slice]!.name.toLowerCase().includes(name.toLowerCase());
  return named && (one.enough || !enoughOnly);
}
