// Scores of new inputs, as the models give them now.

import { numbers } from "./frames.ts";
import type { Session } from "./session.ts";

/** What a model reads: a text, or values by feature. */
export type Input = string | Readonly<Record<string, string | number | null>>;

/** Score by model's place; nan where a model gave no decision. */
export type Scores = ReadonlyMap<number, number>;

const AT_ONCE = 128; // inputs of one request

/** The scores of each input, of the models that can be run; null where they were refused. */
export async function predictions(session: Session, inputs: readonly Input[]): Promise<Scores[] | null> {
  const found: Scores[] = [];
  for (let start = 0; start < inputs.length; start += AT_ONCE) {
    const part = inputs.slice(start, start + AT_ONCE);
    const frame = await patiently(session, session.ask("predict", { inputs: part }));
    if (frame === null) return null;
    const columns = runnable(session).map((model) => [model, numbers(frame, `score${model}`)] as const);
    for (let at = 0; at < part.length; at += 1) {
      found.push(new Map(columns.map(([model, scores]) => [model, scores[at]!])));
    }
  }
  return found;
}

const MOMENT = 1000; // milliseconds after which it is said that models are waited for

/** What models answer; while that takes longer than a moment the session says that it waits. */
export async function patiently<T>(session: Session, answer: Promise<T>): Promise<T> {
  const long = setTimeout(() => (session.waiting.value = true), MOMENT);
  try {
    return await answer;
  } finally {
    clearTimeout(long);
    session.waiting.value = false;
  }
}

/** Places of the models that can be run. */
export function runnable(session: Session): number[] {
  return session.about.models.flatMap(({ runs }, model) => (runs ? [model] : []));
}

/** The decision that follows from a score, in words. */
export function decisionOf(score: number, threshold: number): "positive" | "negative" | "no decision" {
  if (Number.isNaN(score)) return "no decision";
  return score > threshold ? "positive" : "negative";
}
