// Which slice stands out in a metric: of the gaps that intervals make sure, the widest or the surest.

import type { Cell } from "./cells.ts";
import type { Description } from "./description.ts";
import { betterWay } from "./metric_words.ts";

export interface Gap {
  readonly cell: Cell;
  /** The value that it is held against. */
  readonly against: number;
}

/** Of the gaps that are sure, the one whose value is furthest from what it is held against; null where none is. */
export function widestSureGap(about: Description, metric: number, against: number, cells: readonly Cell[]): Gap | null {
  return furthest(about, metric, against, cells, ({ value }) => Math.abs(value - against));
}

/** Of the gaps that are sure, the one whose interval stays furthest away; null where none is. */
export function surestGap(about: Description, metric: number, against: number, cells: readonly Cell[]): Gap | null {
  return furthest(about, metric, against, cells, ({ lower, upper }) => Math.max(lower - against, against - upper));
}

/** A gap is sure where the interval stays clear of the value held against: on the worse side, where one is worse. */
function furthest(about: Description, metric: number, against: number, cells: readonly Cell[], far: (cell: Cell) => number) {
  const better = betterWay(about, metric);
  const isSure = ({ evidence, lower, upper }: Cell): boolean => {
    const [above, below] = [lower > against, upper < against];
    return evidence === "enough" && ((above && better !== "higher") || (below && better !== "lower"));
  };
  const [cell] = cells.filter(isSure).toSorted((one, other) => far(other) - far(one));
  return cell === undefined ? null : { cell, against };
}

/** The change from the baseline model whose interval stays furthest from 0; null where none is sure. */
export function surestChange(cells: readonly Cell[]): Cell | null {
  const far = ({ changeLower, changeUpper }: Cell): number => Math.max(changeLower, -changeUpper);
  const sure = cells.filter((cell) => cell.evidence === "enough" && far(cell) > 0);
  return sure.toSorted((one, other) => far(other) - far(one))[0] ?? null;
}

const TELLING = 1.15; // times from which a ratio says more than its side does: 1.2 when rounded

/** How a gap's value stands to what it is held against: `2.7 times the`, `above the`, `below the`. */
export function ratioWords({ cell: { value }, against }: Gap): string {
  const times = value / against;
  if (Number.isFinite(times) && times >= TELLING) return `${times.toFixed(1)} times the`;
  return value > against ? "above the" : "below the";
}

const MAIN = ["false_positive_rate", "false_negative_rate", "flip_rate", "positive_rate", "roc_auc"]; // what takes longest last;
const MOST = 4;

/** Places of the main metrics that a report has, but the one shown. */
export function otherMetrics({ metrics }: Description, shown: number): number[] {
  const places = MAIN.map((name) => metrics.findIndex((metric) => metric.name === name));
  return places.filter((place) => place >= 0 && place !== shown).slice(0, MOST);
}
