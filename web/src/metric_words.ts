// What metrics say, in plain words, and which way of them is better.

import type { Description } from "./description.ts";

type Better = "lower" | "higher";

const WORDS: Readonly<Record<string, readonly [hint: string, better: Better | null]>> = {
  false_positive_rate: ["Of the rows labelled negative, the share that is wrongly called positive", "lower"],
  false_negative_rate: ["Of the rows labelled positive, the share that is missed", "lower"],
  true_positive_rate: ["Of the rows labelled positive, the share that is found", "higher"],
  true_negative_rate: ["Of the rows labelled negative, the share that is rightly called negative", "higher"],
  positive_predictive_value: ["Of the rows called positive, the share that is labelled so", "higher"],
  negative_predictive_value: ["Of the rows called negative, the share that is labelled so", "higher"],
  false_discovery_rate: ["Of the rows called positive, the share that is labelled negative", "lower"],
  false_omission_rate: ["Of the rows called negative, the share that is labelled positive", "lower"],
  positive_rate: ["Of all rows, the share that is called positive", null],
  negative_rate: ["Of all rows, the share that is called negative", null],
  accuracy: ["Of all rows, the share that is decided rightly", "higher"],
  prevalence: ["Of all rows, the share that is labelled positive", null],
  roc_auc: ["How often a positive row is scored above a negative one: 1 always, 0.5 by chance", "higher"],
  flip_rate: ["Of pairs of texts that differ in an identity term alone, the share that is decided differently", "lower"],
};

/** What a metric says; else what it is a ratio of. */
export function metricHint(about: Description, metric: number): string {
  const { name, above, below } = about.metrics[metric]!;
  return WORDS[name]?.[0] ?? `${above} / ${below}`;
}

/** Which way of a metric is better; null where neither is by itself, or it is not known. */
export function betterWay(about: Description, metric: number): Better | null {
  return WORDS[about.metrics[metric]!.name]?.[1] ?? null;
}
