// Rates at a threshold: each a ratio of two sums of the confusion matrix, as metrics/rates.py has them.

export type Cell = "tp" | "fp" | "tn" | "fn";

/** The four sums of a confusion matrix; weighted where the rows are. */
export type Confusion = Readonly<Record<Cell, number>>;

export interface Rate {
  readonly numerator: readonly Cell[];
  readonly denominator: readonly Cell[];
}

export interface Ratio {
  readonly value: number;
  readonly numerator: number;
  readonly denominator: number;
}

const ALL: readonly Cell[] = ["tp", "fp", "tn", "fn"];

/** Every rate by its name. */
export const RATES: Readonly<Record<string, Rate>> = {
  false_positive_rate: { numerator: ["fp"], denominator: ["fp", "tn"] },
  false_negative_rate: { numerator: ["fn"], denominator: ["fn", "tp"] },
  true_positive_rate: { numerator: ["tp"], denominator: ["tp", "fn"] },
  true_negative_rate: { numerator: ["tn"], denominator: ["tn", "fp"] },
  positive_predictive_value: { numerator: ["tp"], denominator: ["tp", "fp"] },
  negative_predictive_value: { numerator: ["tn"], denominator: ["tn", "fn"] },
  false_discovery_rate: { numerator: ["fp"], denominator: ["fp", "tp"] },
  false_omission_rate: { numerator: ["fn"], denominator: ["fn", "tn"] },
  positive_rate: { numerator: ["tp", "fp"], denominator: ALL },
  negative_rate: { numerator: ["tn", "fn"], denominator: ALL },
  accuracy: { numerator: ["tp", "tn"], denominator: ALL },
  prevalence: { numerator: ["tp", "fn"], denominator: ALL },
};

/** `rate` of a confusion matrix; nan, with its denominator of 0, where there is nothing to count. */
export function rateOf(rate: Rate, cells: Confusion): Ratio {
  const numerator = sum(rate.numerator, cells);
  const denominator = sum(rate.denominator, cells);
  const value = denominator > 0 ? Math.min(1, Math.max(0, numerator / denominator)) : Number.NaN;
  return { value, numerator, denominator };
}

function sum(names: readonly Cell[], cells: Confusion): number {
  return names.reduce((total, name) => total + cells[name], 0);
}
