// Which slices are in sight, or nearly: the others need not follow a slider.

import { type Signal, signal } from "@preact/signals";

const MARGIN = "150px";

interface Row {
  readonly slice: number;
  readonly near: Signal<boolean>;
}

export class NearRows {
  /** Changes whenever a row comes near or goes. */
  readonly version = signal(0);
  private readonly known = new Map<Element, Row>();
  private readonly observer = new IntersectionObserver((entries) => this.tell(entries), { rootMargin: MARGIN });

  private tell(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const row = this.known.get(target);
      if (row !== undefined) row.near.value = isIntersecting;
    }
    this.version.value += 1;
  }

  /** Sets `near` whenever the row of a slice comes near or goes; returns what ends it. */
  follow(element: Element, slice: number, near: Signal<boolean>): () => void {
    this.known.set(element, { slice, near });
    this.observer.observe(element);
    return () => {
      this.known.delete(element);
      this.observer.unobserve(element);
    };
  }

  slices(): number[] {
    return this.rows().map(([, slice]) => slice);
  }

  /** The elements of the rows that are near, with their slices. */
  rows(): [Element, number][] {
    return [...this.known].flatMap(([element, { slice, near }]) => (near.peek() ? [[element, slice]] : []));
  }
}
