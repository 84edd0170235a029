// What the columns of rows are called.

import type { Description } from "./description.ts";
import { letter } from "./format.ts";
import { plain } from "./plain.ts";

const MOST = 40; // characters of a name

/** The column called `score1`, `feature0`, … in words. */
export function columnTitle({ models, features }: Description, name: string): string {
  const [, kind, at] = /^(score|feature)(\d+)$/.exec(name) ?? [];
  const place = Number(at);
  if (kind === "score") return `score of ${letter(place)} ${shortened(models[place]?.name ?? "")}`.trimEnd();
  if (kind === "feature") return shortened(features[place]?.name ?? name);
  return name;
}

/** Names of the columns that hold numbers. */
export function numberColumns({ models, features }: Description, weighted: boolean): string[] {
  return [
    ...models.map((_, model) => `score${model}`),
    "label",
    ...(weighted ? ["weight"] : []),
    ...features.flatMap(({ levels }, place) => (levels === null ? [`feature${place}`] : [])),
  ];
}

/** A name on one line, cut where it is long. */
export function shortened(name: string, most = MOST): string {
  const text = plain(name);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
