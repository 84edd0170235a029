// Texts of rows, asked for when they are shown, and kept.

import { signal } from "@preact/signals";
import { Bits, numbers, texts } from "./frames.ts";
import type { Host } from "./host.ts";

const AT_ONCE = 500; // rows asked for in one request

export class TextStore {
  /** Counts arrivals: what asks for a text reads it, and so is drawn anew when texts come. */
  readonly arrivals = signal(0);
  private readonly known = new Map<number, string>();
  private readonly absent = new Set<number>();
  private readonly asked = new Set<number>();
  private whole = false; // whether the host has given all that it has

  constructor(private readonly host: Host) {}

  /** The text of `row`; undefined where it is not known (yet). */
  of(row: number): string | undefined {
    void this.arrivals.value;
    return this.known.get(row);
  }

  /** Whether it is certain that the text of `row` will not come. */
  isMissing(row: number): boolean {
    void this.arrivals.value;
    return this.absent.has(row) || (this.whole && !this.known.has(row));
  }

  get size(): number {
    return this.known.size;
  }

  /** Asks for those of `rows` that were not asked for before. */
  async load(rows: readonly number[]): Promise<void> {
    const wanted = rows.filter((row) => !this.asked.has(row)).slice(0, AT_ONCE);
    if (this.whole || wanted.length === 0) return;
    for (const row of wanted) this.asked.add(row);
    const frame = await this.host.ask("texts", { rows: wanted }).catch((error: unknown) => {
      for (const row of wanted) this.asked.delete(row);
      throw error;
    });
    const places = frame.columns.has("row") ? numbers(frame, "row") : wanted;
    const found = texts(frame, "text");
    const known = frame.columns.get("known");
    for (let at = 0; at < places.length; at += 1) {
      const isKnown = !(known instanceof Bits) || known.has(at);
      if (isKnown) this.known.set(places[at]!, found.at(at));
      else this.absent.add(places[at]!);
    }
    this.whole = this.host.kind === "static";
    this.arrivals.value += 1;
  }

  /** A test of rows whose known text holds `search`, whatever its case. */
  holding(search: string): (row: number) => boolean {
    const part = search.toLowerCase();
    return (row) => this.known.get(row)?.toLowerCase().includes(part) ?? false;
  }
}
