// Where identity terms stand in texts, asked for when the texts are shown, and kept.

import { signal } from "@preact/signals";
import type { Span } from "./parts/hostile_text.tsx";
import type { Session } from "./session.ts";

type Found = readonly (readonly [start: number, end: number, group: string, category: string])[];

const KEPT = 5_000;
const LONGEST = 20_000; // UTF-16 places of a text in which terms are looked for

export class SpanStore {
  readonly arrivals = signal(0);
  private readonly known = new Map<string, readonly Span[]>();

  constructor(private readonly session: Session) {}

  of(text: string): readonly Span[] {
    void this.arrivals.value;
    return this.known.get(text) ?? [];
  }

  async load(texts: readonly string[]): Promise<void> {
    const wanted = [...new Set(texts)].filter((text) => !this.known.has(text) && text.length <= LONGEST);
    if (wanted.length === 0 || !this.session.can("spans")) return;
    if (this.known.size > KEPT) this.known.clear();
    for (const text of wanted) this.known.set(text, []);
    const frame = await this.session.ask("spans", { texts: wanted });
    if (frame === null) return;
    for (const [place, found] of (frame.value as Found[]).entries()) {
      const spans = found.map(([start, end, group, category]) => ({ start, end, title: `${category}: ${group}` }));
      this.known.set(wanted[place]!, spans);
    }
    this.arrivals.value += 1;
  }
}
