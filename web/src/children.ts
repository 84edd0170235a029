// What was tried in an example's place: its children, which never overwrite it.

import { signal } from "@preact/signals";
import type { Input, Scores } from "./predictions.ts";

export interface Child {
  /** Counted from 1 in the order in which they were kept. */
  readonly number: number;
  readonly input: Input;
  readonly scores: Scores;
}

export class Children {
  private readonly all = signal<ReadonlyMap<number, readonly Child[]>>(new Map());
  private kept = 0;

  /** The children of `row`, the last one first. */
  of(row: number): readonly Child[] {
    return this.all.value.get(row) ?? [];
  }

  keep(row: number, input: Input, scores: Scores): void {
    this.kept += 1;
    this.set(row, [{ number: this.kept, input, scores }, ...this.of(row)]);
  }

  remove(row: number, child: Child): void {
    this.set(row, this.of(row).filter((one) => one !== child));
  }

  private set(row: number, children: readonly Child[]): void {
    this.all.value = new Map([...this.all.value, [row, children]]);
  }
}
