// A predicate in words, part by part, each with the predicate that is left without it.

import type { Decision, Levels, Range } from "./column_conditions.ts";
import { columnTitle } from "./column_titles.ts";
import type { Description } from "./description.ts";
import { letter, limit, whole } from "./format.ts";
import { type Predicate } from "./predicate.ts";
import type { Cell } from "./rates.ts";

export const OUTCOME_TITLES: Readonly<Record<Cell, string>> = {
  tp: "true positives",
  fp: "false positives",
  tn: "true negatives",
  fn: "false negatives",
};

export interface Chip {
  readonly name: string;
  readonly text: string;
  readonly without: Partial<Predicate>;
}

export function chipsOf(about: Description, predicate: Predicate): Chip[] {
  return [...sliceChips(about, predicate), ...singleChips(about, predicate), ...columnChips(about, predicate)];
}

function sliceChips(about: Description, { slices }: Predicate): Chip[] {
  return slices.map((slice) => ({
    name: `slice${slice}`,
    text: about.slices[slice]!.name,
    without: { slices: slices.filter((one) => one !== slice) },
  }));
}

function singleChips(about: Description, predicate: Predicate): Chip[] {
  const { outcome, model, search, rows, changed, lasso } = predicate;
  const at = atThreshold(predicate);
  const texts: Partial<Record<keyof Predicate, string | null>> = {
    outcome: outcome && model !== null ? `${OUTCOME_TITLES[outcome]} of ${modelTitle(about, model)}${at}` : null,
    changed: changed && `decided otherwise by ${changed.map(letter).join(" and ")}${at}`,
    search: search && `text holds “${search}”`,
    rows: rows && (rows.length === 1 ? `row ${whole(rows[0]! + 1)}` : `${whole(rows.length)} rows chosen`),
    lasso: lasso && `drawn around: ${columnTitle(about, lasso[0])} and ${columnTitle(about, lasso[1])}`,
    x: predicate.x && rangeText(about, predicate.x),
    y: predicate.y && rangeText(about, predicate.y),
  };
  return Object.entries(texts).flatMap(([name, text]) => (text ? [{ name, text, without: { [name]: null } }] : []));
}

function columnChips(about: Description, predicate: Predicate): Chip[] {
  const { ranges, levels, decisions } = predicate;
  const at = atThreshold(predicate);
  return [
    ...listed("ranges", ranges, (range) => rangeText(about, range)),
    ...listed("levels", levels, (one) => levelsText(about, one)),
    ...listed("decisions", decisions, (one) => decisionText(about, one) + at),
  ];
}

function listed<T>(name: "ranges" | "levels" | "decisions", parts: readonly T[] | null, text: (part: T) => string): Chip[] {
  return (parts ?? []).map((part, place) => {
    const rest = parts!.filter((one) => one !== part);
    return { name: `${name}${place}`, text: text(part), without: { [name]: rest.length > 0 ? rest : null } };
  });
}

function rangeText(about: Description, [column, from, to]: Range): string {
  const title = columnTitle(about, column);
  if (column === "label" && from === to && from !== null) return `label ${from === 1 ? "positive" : "negative"}`;
  if (from === null && to === null) return `${title} known`;
  if (from === null) return `${title} up to ${limit(to!)}`;
  return to === null ? `${title} from ${limit(from)}` : `${title} from ${limit(from)} to ${limit(to)}`;
}

function levelsText(about: Description, [column, levels]: Levels): string {
  const names = about.features[Number(column.slice("feature".length))]?.levels ?? [];
  return `${columnTitle(about, column)}: ${levels.map((level) => (level === null ? "missing" : (names[level] ?? "?"))).join(" or ")}`;
}

function decisionText(about: Description, [model, decision]: Decision): string {
  const title = modelTitle(about, model);
  return decision === null ? `no decision of ${title}` : `${title} says ${decision === 1 ? "positive" : "negative"}`;
}

function modelTitle({ models }: Description, model: number): string {
  return `${letter(model)} ${models[model]!.name}`;
}

function atThreshold({ threshold }: Predicate): string {
  return threshold === null ? "" : ` at ${limit(threshold)}`;
}
