// A cell in words: what is read aloud and shown on hover.

import type { Cell } from "./cells.ts";
import type { Description } from "./description.ts";
import { decimal, interval, letter, limit, signed, whole } from "./format.ts";
import { plain } from "./plain.ts";

/** Value, interval, counts and evidence of a cell. */
export function cellSentence(about: Description, metric: number, cell: Cell): string {
  const { above, below, unit } = about.metrics[metric]!;
  const model = `${letter(cell.model)} ${plain(about.models[cell.model]!.name)}`;
  const slice = plain(about.slices[cell.slice]!.name);
  if (Number.isNaN(cell.value)) return `${slice}, ${model}: undefined, ${whole(cell.denominator)} ${below}`;
  const parts = [`${slice}, ${model}: ${decimal(cell.value)}`];
  if (!Number.isNaN(cell.lower)) parts.push(`95 % interval ${interval(cell.lower, cell.upper)}`);
  parts.push(`${whole(cell.numerator)} ${above} of ${whole(cell.denominator)} ${below}`);
  if (!Number.isNaN(cell.rows) && cell.rows !== cell.denominator) parts.push(`${whole(cell.rows)} ${unit}`);
  if (cell.evidence === "not enough data") parts.push("not enough data: read the interval, not the value");
  return parts.join("; ");
}

/** The change of a cell from the baseline model. */
export function changeSentence({ change, changeLower, changeUpper }: Cell): string {
  if (Number.isNaN(change)) return "";
  if (Number.isNaN(changeLower)) return signed(change);
  return `${signed(change)} (${signed(changeLower)} to ${signed(changeUpper)})`;
}

/** A metric's title with its threshold, as a heading. */
export function metricHeading(about: Description, metric: number, threshold: number): string {
  const { title, at_threshold } = about.metrics[metric]!;
  return at_threshold ? `${title} at score > ${limit(threshold)}` : title;
}

/** Whether a change is surely one, by its interval. */
export function sureness({ changeLower, changeUpper }: Cell): string {
  if (Number.isNaN(changeLower)) return "";
  if (changeLower > 0) return "surely higher";
  return changeUpper < 0 ? "surely lower" : "perhaps chance alone";
}
