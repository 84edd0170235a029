// Where identity terms stand in texts, asked for when the texts are shown, and kept.

import { signal } from "@preact/signals";
import { numbers } from "./frames.ts";
import type { Span } from "./parts/hostile_text.tsx";
import type { Session } from "./session.ts";

type Found = readonly (readonly [start: number, end: number, group: string, category: string])[];

/** An identity term in a text. */
export interface Term extends Span {
  readonly group: string;
  readonly category: string;
}

const KEPT = 5_000;
const LONGEST = 20_000; // UTF-16 places of a text in which terms are looked for
const MARKS = 7; // that are told apart; of more categories the rest share the last

export class SpanStore {
  readonly arrivals = signal(0);
  private readonly known = new Map<string, readonly Term[]>();
  private readonly places = new Map<string, number>();
  private whole = false; // whether the terms of all texts of the page were read

  constructor(private readonly session: Session) {}

  of(text: string): readonly Term[] {
    void this.arrivals.value;
    return this.known.get(text) ?? [];
  }

  /** The categories met so far, each with its mark. */
  categories(): readonly (readonly [category: string, mark: number])[] {
    void this.arrivals.value;
    return [...this.places];
  }

  async load(texts: readonly string[]): Promise<void> {
    const wanted = [...new Set(texts)].filter((text) => !this.known.has(text) && text.length <= LONGEST);
    if (wanted.length === 0 || !this.session.can("spans")) return;
    if (this.session.host.kind === "static") return this.loadEmbedded();
    if (this.known.size > KEPT) this.known.clear();
    for (const text of wanted) this.known.set(text, []);
    const frame = await this.session.ask("spans", { texts: wanted });
    if (frame === null) return;
    for (const [place, found] of (frame.value as Found[]).entries()) this.known.set(wanted[place]!, found.map(this.term));
    this.arrivals.value += 1;
  }

  /** The terms of all texts that the page holds, at once. */
  private async loadEmbedded(): Promise<void> {
    if (this.whole) return;
    this.whole = true;
    const frame = await this.session.ask("spans");
    if (frame === null) return;
    const { terms } = frame.value as { terms: readonly (readonly [group: string, category: string])[] };
    const [rows, starts, ends, codes] = ["row", "start", "end", "term"].map((name) => numbers(frame, name));
    const found = new Map<string, Term[]>();
    for (let at = 0; at < rows!.length; at += 1) {
      const text = this.session.texts.of(rows![at]!);
      if (text === undefined) continue;
      const here = found.get(text) ?? [];
      if (here.some(({ start }) => start === starts![at])) continue; // two rows with the same text
      here.push(this.term([starts![at]!, ends![at]!, ...terms[codes![at]!]!]));
      found.set(text, here);
    }
    for (const [text, here] of found) this.known.set(text, here);
    this.arrivals.value += 1;
  }

  private readonly term = ([start, end, group, category]: Found[number]): Term => {
    if (!this.places.has(category)) this.places.set(category, Math.min(this.places.size, MARKS - 1));
    const title = `${categoryTitle(category)}: ${group}`;
    return { start, end, title, group, category, mark: this.places.get(category)! };
  };
}

/** A category in words. */
export function categoryTitle(category: string): string {
  return category.replaceAll("_", " ");
}
