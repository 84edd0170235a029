// A small description for tests.

import { type Description, descriptionOf } from "../src/description.ts";

export function described(changes: Partial<Description> = {}): Description {
  const model = (name: string) => ({ name, control: null, runs: true });
  const value = {
    rows: 6,
    models: [model("plain"), model("mended")],
    baseline: 0,
    families: ["group"],
    slices: [
      { name: "overall", family: null, rows: 6 },
      { name: "group=a", family: 0, rows: 3 },
      { name: "group=b", family: 0, rows: 3 },
    ],
    metrics: ["accuracy", "false_positive_rate", "roc_auc"].map((name) => ({
      name,
      title: name,
      short: "",
      above: "above",
      below: "below",
      unit: "rows" as const,
      at_threshold: name !== "roc_auc",
    })),
    thresholds: [0.3, 0.5],
    bins: 10,
    marks: ["", "too little data", "undefined"],
    methods: ["counts", "rows"],
    ...changes,
  };
  return descriptionOf({ value, columns: new Map() });
}
