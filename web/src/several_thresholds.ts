// The same slices at several thresholds at once, each with the intervals that Python made for it.

import { type ReadonlySignal, computed, effect, signal } from "@preact/signals";
import { type Cell, cellAt } from "./cells.ts";
import { type Estimates, estimatesAt } from "./estimates.ts";
import type { Session } from "./session.ts";

export const MOST_THRESHOLDS = 6;

export class SeveralThresholds {
  /** Those that are shown side by side; none where one is shown. */
  readonly chosen: ReadonlySignal<readonly number[]>;
  private readonly estimates = signal<ReadonlyMap<number, Estimates | null>>(new Map());
  readonly close: () => void;

  constructor(
    private readonly session: Session,
    wanted: ReadonlySignal<{ readonly metric: number; readonly thresholds: readonly number[] }>,
  ) {
    let last: readonly number[] = [];
    this.chosen = computed(() => {
      const { metric, thresholds } = wanted.value;
      const several = eachOnce(thresholds).length > 1 && session.about.metrics[metric]!.at_threshold;
      const next = several ? eachOnce(thresholds) : [];
      if (next.join() !== last.join()) last = next;
      return last;
    });
    this.close = effect(() => {
      const thresholds = this.chosen.value;
      if (thresholds.length > 0) void this.fetch(wanted.value.metric, thresholds);
    });
  }

  private async fetch(metric: number, thresholds: readonly number[]): Promise<void> {
    const frame = await this.session.ask("intervals", { metric, thresholds });
    if (frame === null || thresholds !== this.chosen.peek()) return;
    this.estimates.value = new Map(thresholds.map((one) => [one, estimatesAt(frame, metric, one)]));
  }

  cell(metric: number, threshold: number, model: number, slice: number): Cell {
    const { about, tally } = this.session.source.value;
    const estimates = this.estimates.value.get(threshold) ?? null;
    return cellAt({ about, tally, estimates }, metric, threshold, model, slice);
  }
}

/** In order, each once, as many as fit. */
export function eachOnce(thresholds: readonly number[]): number[] {
  return [...new Set(thresholds)].toSorted((one, other) => one - other).slice(0, MOST_THRESHOLDS);
}

/** `thresholds` with `one`, in order and each once. */
export function withThreshold(thresholds: readonly number[], one: number): number[] {
  const others = thresholds.filter((other) => Math.abs(other - one) > 1e-9);
  return eachOnce([...others, one]);
}

/** Thresholds of the report to begin with: all, or some spread evenly over them. */
export function reportThresholds(thresholds: readonly number[]): number[] {
  const last = thresholds.length - 1;
  if (last < MOST_THRESHOLDS) return [...thresholds];
  const steps = MOST_THRESHOLDS - 2; // one fewer than fit, so that one can be added
  return Array.from({ length: steps + 1 }, (_, step) => thresholds[Math.round((step * last) / steps)]!);
}
