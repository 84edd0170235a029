// What the view of slices shows, in signals: while a threshold is dragged only bars and their numbers follow, and
// order, scale and words wait until it rests.

import { type ReadonlySignal, computed, effect, signal, untracked } from "@preact/signals";
import type { Field } from "./bar_shapes.ts";
import { type Cell, cellAt } from "./cells.ts";
import { NearRows } from "./near_rows.ts";
import { type ValueScale, scaleOver, valueScale } from "./parts/value_scale.ts";
import type { Session } from "./session.ts";
import { SeveralThresholds } from "./several_thresholds.ts";
import { type Choice, type Filter, type Line, NO_FILTER, choiceOf } from "./slice_choice.ts";
import type { State } from "./state.ts";

const REST = 100; // milliseconds without a change after which a threshold rests
const TURNS = 3; // steps of a moving threshold in which every number is written once
export const AT_ONCE = 40; // slices that are drawn before more are asked for

const SHOWN = ["metric", "models", "changes", "order", "family", "slices", "baseline_slice", "thresholds"] as const;

/** All of the state that slices depend on, but the threshold. */
export type Shown = Pick<State, (typeof SHOWN)[number]>;

export class SliceView {
  readonly filter = signal<Filter>(NO_FILTER);
  /** Slices that are drawn. */
  readonly most = signal(AT_ONCE);
  /** Pixels of a plot's width. */
  readonly width = signal(0);
  readonly near = new NearRows();
  readonly shown: ReadonlySignal<Shown>;
  /** Whether the threshold rests and what there is of intervals is here. */
  readonly resting: ReadonlySignal<boolean>;
  readonly choice: ReadonlySignal<Choice>;
  /** The slices that are drawn, the one held against first. */
  readonly lines: ReadonlySignal<readonly Line[]>;
  readonly scale = signal<ValueScale>(scaleOver(0, 1));
  readonly several: SeveralThresholds;
  private readonly against: ReadonlySignal<ReadonlyMap<number, number>>;
  private readonly turns = Array.from({ length: TURNS }, () => signal(0));
  private readonly stop: () => void;
  private readonly grow: () => void;

  constructor(readonly session: Session) {
    const { state } = session;
    // Nothing of the lines hangs on the state itself, or each step of a threshold would reach all of them.
    const shown = signal(shownOf(state.peek()));
    this.shown = shown;
    const follow = effect(() => {
      const next = shownOf(state.value);
      if (JSON.stringify(next) !== JSON.stringify(shown.peek())) shown.value = next;
    });
    const rested = signal(true);
    const threshold = computed(() => state.value.threshold);
    this.resting = computed(() => rested.value && session.settled.value);
    this.several = new SeveralThresholds(session, this.shown);
    let step = 0;
    const rest = effect(() => {
      void threshold.value;
      if (step > 0) rested.value = false;
      this.turns[step % TURNS]!.value = step;
      step += 1;
      let waiting: ReturnType<typeof setTimeout> | undefined;
      const drawn = requestAnimationFrame(() => {
        waiting = setTimeout(() => (rested.value = true), REST); // from when it was drawn: a busy machine draws late
      });
      return () => {
        cancelAnimationFrame(drawn);
        clearTimeout(waiting);
      };
    });
    this.stop = () => [follow, rest].forEach((end) => end());
    this.choice = this.restingChoice();
    this.lines = computed(() => [this.choice.value.baseline, ...this.choice.value.lines.slice(0, this.most.value)]);
    this.grow = this.growScale();
    this.against = computed(() => {
      const { models, metric, baseline_slice } = this.shown.value;
      return new Map(models.map((model) => [model, session.cell(metric, model, baseline_slice).value]));
    });
  }

  close(): void {
    this.stop();
    this.grow();
    this.several.close();
  }

  /** Where values lie in a plot. */
  readonly field: ReadonlySignal<Field> = computed(() => ({
    scale: this.scale.value,
    width: this.width.value,
    left: 0,
    top: 0,
  }));

  /** A model's value in the slice that the others are held against. */
  againstOf(model: number): number {
    return this.against.value.get(model) ?? Number.NaN;
  }

  /** The cell as it was when the threshold last rested. */
  restingCell(model: number, slice: number): ReadonlySignal<Cell> {
    let last: Cell | null = null;
    let metric = -1;
    return computed(() => {
      if (last !== null && metric === this.shown.value.metric && !this.resting.value) return last;
      metric = this.shown.value.metric;
      last = cellAt(this.session.source.value, metric, untracked(() => this.session.state.value.threshold), model, slice);
      return last;
    });
  }

  /**
   * The cell as it is now, for its numbers: while the threshold moves those of the slices in sight follow in turns,
   * because text is what costs most to draw.
   */
  movingCell(model: number, slice: number, near: ReadonlySignal<boolean>): ReadonlySignal<Cell> {
    const resting = this.restingCell(model, slice);
    const turn = this.turns[slice % TURNS]!;
    return computed(() => {
      if (this.resting.value || !near.value) return resting.value;
      void turn.value;
      const { metric } = this.shown.value;
      return untracked(() => this.session.cell(metric, model, slice));
    });
  }

  private restingChoice(): ReadonlySignal<Choice> {
    let last: Choice | null = null;
    let made: unknown[] = [];
    return computed(() => {
      const from = [this.shown.value, this.filter.value, this.session.tally.value];
      const same = from.every((one, place) => one === made[place]);
      if (last !== null && same && !this.resting.value) return last;
      made = from;
      void this.session.source.value;
      last = untracked(() => choiceOf(this.session, this.filter.value));
      return last;
    });
  }

  /** The scale at rest, made longer when a bar that moves would leave it. */
  private growScale(): () => void {
    const atRest = computed(() => valueScale(this.cellsShown()));
    let grown: ValueScale | null = null;
    return effect(() => {
      const scale = atRest.value;
      if (this.resting.value || grown === null) grown = scale;
      if (this.resting.value || this.several.chosen.value.length > 0) {
        this.scale.value = scale;
        return;
      }
      const values = this.valuesNow().filter(Number.isFinite);
      const [low, high] = [Math.min(grown.start, ...values), Math.max(grown.end, ...values)];
      if (low < grown.start - 1e-9 || high > grown.end + 1e-9) grown = scaleOver(low, high);
      this.scale.value = grown;
    });
  }

  private cellsShown(): Cell[] {
    const cells = this.lines.value.flatMap((line) => line.cells);
    const thresholds = this.several.chosen.value;
    if (thresholds.length === 0) return cells;
    const { metric } = this.shown.value;
    return cells.flatMap(({ model, slice }) =>
      thresholds.map((threshold) => this.several.cell(metric, threshold, model, slice)),
    );
  }

  private valuesNow(): number[] {
    const { metric } = this.shown.value;
    return this.near.slices().flatMap((slice) =>
      this.shown.value.models.map((model) => this.session.cell(metric, model, slice).value),
    );
  }
}

function shownOf(state: State): Shown {
  return Object.fromEntries(SHOWN.map((name) => [name, state[name]])) as unknown as Shown;
}
