// What `describe` says there is to see.

import type { Frame } from "./frames.ts";

export interface Model {
  readonly name: string;
  readonly control: string | null;
  readonly runs: boolean;
}

export interface Slice {
  readonly name: string;
  readonly family: number | null;
  readonly rows: number;
}

export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly short: string;
  readonly above: string;
  readonly below: string;
  readonly unit: "rows" | "pairs";
  /** How far an interval may reach to a side before it says too little. */
  readonly widest?: number;
  readonly at_threshold: boolean;
}

export interface Feature {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly levels: readonly string[] | null;
}

export interface Description {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly synthetic: boolean;
  readonly rows: number;
  readonly models: readonly Model[];
  readonly baseline: number | null;
  readonly families: readonly string[];
  readonly slices: readonly Slice[];
  readonly metrics: readonly Metric[];
  readonly thresholds: readonly number[];
  readonly bins: number;
  readonly marks: readonly string[];
  readonly features: readonly Feature[];
  readonly texts: "all" | "sample" | "none";
  readonly pairs: number;
  readonly methods: readonly string[];
  /** Method -> why it is not answered, in a sentence. */
  readonly absent: Readonly<Record<string, string>>;
  /** By what rows can be near to each other. */
  readonly distances: readonly string[];
  readonly left_out: readonly (readonly [string, number])[];
  readonly not_annotated: readonly (readonly [string, number])[];
  /** Names of the slices that were saved. */
  readonly saved: readonly string[];
  readonly state: unknown;
}

const LISTS = ["models", "slices", "metrics", "thresholds", "families", "methods", "marks"] as const;

/** The description in a frame; parts that may be left out are filled with nothing. */
export function descriptionOf({ value }: Frame): Description {
  const given = value as Partial<Description>;
  const missing = LISTS.filter((name) => !Array.isArray(given?.[name]));
  if (missing.length > 0) {
    throw new TypeError(
      `\`describe\` gives lists of ${LISTS.join(", ")}. Missing: ${missing.join(", ")}. ` +
        "Make the page and the data with the same version.",
    );
  }
  const nothing = { title: "", facts: [], synthetic: false, rows: 0, baseline: null, bins: 100 };
  const rest = { features: [], texts: "none", pairs: 0, distances: [], absent: {}, left_out: [], not_annotated: [], saved: [], state: null };
  return { ...nothing, ...rest, ...given } as Description;
}

/** Whether the host answers `method`. */
export function answers(about: Description, method: string): boolean {
  return about.methods.includes(method);
}
