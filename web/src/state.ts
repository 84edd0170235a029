// The state: one JSON value that says what is shown, kept in the URL and settable from outside.

import type { Description } from "./description.ts";
import type { Decision, Lasso, Levels, Range } from "./column_conditions.ts";
import type { Corner } from "./lasso.ts";
import { EVERYTHING, type Predicate } from "./predicate.ts";
import type { Cell } from "./rates.ts";

export const TABS = ["slices", "examples", "example", "scatter", "thresholds", "compare", "out"] as const;
export type Tab = (typeof TABS)[number];

export const ORDERS = ["given", "rows", "high", "low", "gap", "evidence"] as const;
export type Order = (typeof ORDERS)[number];

export interface Sort {
  readonly column: string;
  readonly down: boolean;
}

/** Rows kept as a slice, made again where the page is opened anew. */
export interface SavedSlice {
  readonly name: string;
  readonly predicate: unknown;
}

export type Compared = readonly [before: number, after: number];

export const MOST_CURVES = 4; // slices whose curves are told apart on one chart

export interface State {
  readonly tab: Tab;
  readonly models: readonly number[];
  readonly metric: number;
  readonly threshold: number;
  readonly thresholds: readonly number[];
  readonly slices: readonly number[];
  readonly baseline_slice: number;
  readonly family: number | null;
  readonly predicate: Predicate;
  readonly order: Order;
  /** Whether models are shown as changes from the baseline model. */
  readonly changes: boolean;
  readonly sort: Sort | null;
  readonly row: number | null;
  readonly x: string;
  readonly y: string;
  readonly colour: string;
  /** What the scatter plot is parted by: `label` or `family<f>`. */
  readonly facets: string | null;
  /** Models that are compared, before and after; null: from the baseline model to the first other. */
  readonly compare: Compared | null;
  /** Slices whose curves are drawn; none: overall and the first of the predicate's. */
  readonly curves: readonly number[];
  readonly saved: readonly SavedSlice[];
}

/** What is shown at first. */
export function firstState(about: Description): State {
  const metric = about.metrics.findIndex(({ name }) => name === "false_positive_rate");
  const threshold = about.thresholds.includes(0.5) ? 0.5 : (about.thresholds[0] ?? 0.5);
  return {
    tab: "slices",
    models: about.models.map((_, model) => model),
    metric: Math.max(0, metric),
    threshold,
    thresholds: [],
    slices: [],
    baseline_slice: 0,
    family: null,
    predicate: EVERYTHING,
    order: "gap",
    changes: false,
    sort: null,
    row: null,
    x: "score0",
    y: about.models.length > 1 ? "score1" : "label",
    colour: "label",
    facets: null,
    compare: null,
    curves: [],
    saved: [],
  };
}

type Check<T> = (value: unknown) => value is T;

const flag: Check<boolean> = (value) => typeof value === "boolean";
const text: Check<string> = (value) => typeof value === "string";
const place =
  (count: number): Check<number> =>
  (value): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < count;
const probability: Check<number> = (value): value is number =>
  typeof value === "number" && value >= 0 && value <= 1;
const listOf =
  <T>(one: Check<T>): Check<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(one);
const oneOf =
  <T extends string>(names: readonly T[]): Check<T> =>
  (value): value is T =>
    names.includes(value as T);
const orNull =
  <T>(one: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || one(value);

/** The state that `value` means: what is missing or cannot be is as at first. */
export function stateOf(value: unknown, about: Description): State {
  const first = firstState(about);
  const given = objectOf(value);
  const part = <K extends keyof State>(name: K, check: Check<State[K]>): State[K] =>
    check(given[name]) ? given[name] : first[name];
  const models = part("models", listOf(place(about.models.length)));
  return {
    tab: part("tab", oneOf(TABS)),
    models: models.length > 0 ? [...new Set(models)].toSorted((one, other) => one - other) : first.models,
    metric: part("metric", place(about.metrics.length)),
    threshold: part("threshold", probability),
    thresholds: part("thresholds", listOf(probability)),
    slices: part("slices", listOf(place(about.slices.length))),
    baseline_slice: part("baseline_slice", place(about.slices.length)),
    family: part("family", orNull(place(about.families.length))),
    predicate: predicateOf(given.predicate, about),
    order: part("order", oneOf(ORDERS)),
    changes: part("changes", flag),
    sort: part("sort", orNull(isSort)),
    row: part("row", orNull(place(Math.max(about.rows, 1)))),
    x: part("x", text),
    y: part("y", text),
    colour: part("colour", text),
    facets: part("facets", orNull(text)),
    compare: part("compare", orNull(isComparedOf(about.models.length))),
    curves: part("curves", isCurvesOf(about.slices.length)),
    saved: savedIn(value).filter(({ name }) => about.saved.includes(name)),
  };
}

/** The slices that a state names as saved, whether they are there or not. */
export function savedIn(state: unknown): SavedSlice[] {
  const { saved } = objectOf(state);
  return Array.isArray(saved) ? saved.filter(isSaved).map(({ name, predicate }) => ({ name, predicate })) : [];
}

function isSaved(value: unknown): value is SavedSlice {
  const { name, predicate } = objectOf(value);
  return typeof name === "string" && typeof predicate === "object" && predicate !== null;
}

function isSort(value: unknown): value is Sort {
  const { column, down } = objectOf(value);
  return typeof column === "string" && typeof down === "boolean";
}

function predicateOf(value: unknown, about: Description): Predicate {
  const given = objectOf(value);
  const model = place(about.models.length);
  const part = <K extends keyof Predicate>(name: K, check: Check<Predicate[K]>): Predicate[K] =>
    check(given[name]) ? given[name] : EVERYTHING[name];
  return {
    slices: part("slices", listOf(place(about.slices.length))),
    outcome: part("outcome", orNull(oneOf<Cell>(["tp", "fp", "tn", "fn"]))),
    model: part("model", orNull(model)),
    threshold: part("threshold", orNull(probability)),
    search: part("search", orNull(text)),
    rows: part("rows", orNull(listOf(place(about.rows)))),
    changed: part("changed", orNull(isPairOf(model))),
    x: part("x", orNull(isRange)),
    y: part("y", orNull(isRange)),
    decisions: part("decisions", orNull(listOf(isDecisionOf(model)))),
    ranges: part("ranges", orNull(listOf(isRange))),
    levels: part("levels", orNull(listOf(isLevels))),
    lasso: part("lasso", orNull(isLasso)),
  };
}

const isPairOf =
  (one: Check<number>): Check<readonly [number, number]> =>
  (value): value is [number, number] =>
    listOf(one)(value) && value.length === 2;

const isComparedOf =
  (models: number): Check<Compared> =>
  (value): value is Compared =>
    isPairOf(place(models))(value) && value[0] !== value[1];

const isCurvesOf =
  (slices: number): Check<readonly number[]> =>
  (value): value is readonly number[] =>
    listOf(place(slices))(value) && value.length <= MOST_CURVES;

const finite: Check<number> = (value): value is number => Number.isFinite(value);

const isTuple = (value: unknown, ...checks: readonly ((part: unknown) => boolean)[]): boolean =>
  Array.isArray(value) && value.length === checks.length && checks.every((check, at) => check(value[at]));

function isRange(value: unknown): value is Range {
  return isTuple(value, text, orNull(finite), orNull(finite));
}

function isLevels(value: unknown): value is Levels {
  return isTuple(value, text, listOf(orNull(place(Number.MAX_SAFE_INTEGER))));
}

const isDecisionOf =
  (model: Check<number>): Check<Decision> =>
  (value): value is Decision =>
    isTuple(value, model, orNull(place(2)));

function isCorner(value: unknown): value is Corner {
  return isTuple(value, finite, finite);
}

function isLasso(value: unknown): value is Lasso {
  return isTuple(value, text, text, listOf(isCorner)) && (value as Lasso)[2].length > 2;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The parts of `state` that are not as at first: what goes into the URL. */
export function changedParts(state: State, about: Description): Partial<State> {
  const first = firstState(about);
  const parts = Object.entries(state).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(first[name as keyof State]),
  );
  return Object.fromEntries(parts);
}

const MOST_ROWS = 2_000; // rows of a selection that an address can hold

/**
 * The fragment with `state` in it; its other parts (the server's token) are kept. A selection of
 * too many single rows is left out as a whole, and so is a saved slice of so many.
 */
export function fragmentWith(fragment: string, state: State, about: Description): string {
  const parts = partsOf(fragment);
  const predicate = isShort(state.predicate) ? state.predicate : EVERYTHING;
  const saved = state.saved.filter((slice) => isShort(slice.predicate));
  const changed = changedParts({ ...state, predicate, saved }, about);
  parts.delete("state");
  if (Object.keys(changed).length > 0) parts.set("state", JSON.stringify(changed));
  return [...parts].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

function isShort(predicate: unknown): boolean {
  const { rows } = objectOf(predicate);
  return !Array.isArray(rows) || rows.length <= MOST_ROWS;
}

/** The state in a fragment; null where there is none, or none that is JSON. */
export function stateIn(fragment: string): unknown {
  const found = partsOf(fragment).get("state");
  if (found === undefined) return null;
  try {
    return JSON.parse(found);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Names and values of a fragment as `#token=…&state=…`. */
export function partsOf(fragment: string): Map<string, string> {
  return new Map(new URLSearchParams(fragment.replace(/^#/, "").replaceAll("+", "%2B")));
}
