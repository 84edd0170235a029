// A session: what one page shows and what it knows so far. Views read its signals.

import { type ReadonlySignal, type Signal, batch, computed, effect, signal } from "@preact/signals";
import { type Cell, type CellSource, cellAt } from "./cells.ts";
import { Children } from "./children.ts";
import { type Description, answers, descriptionOf } from "./description.ts";
import { type Estimates, estimatesAt } from "./estimates.ts";
import { Bits, type Frame } from "./frames.ts";
import { type Args, type Host, Refusal } from "./host.ts";
import { EVERYTHING, type Predicate, rowsMeant } from "./predicate.ts";
import { type Rows, rowsOf } from "./rows.ts";
import { SpanStore } from "./spans.ts";
import { type SavedSlice, type State, savedIn, stateOf } from "./state.ts";
import { type Shape, type Tally, tallyOf } from "./tally.ts";
import { TextStore } from "./texts.ts";

const PAUSE = 120; // milliseconds that a slider rests before intervals are asked for
const FOUND = 3; // predicates whose rows are kept
const KEPT = 200; // answers of `intervals` that are kept

function shapeOf({ models, slices, bins }: Description): Shape {
  return { models: models.length, slices: slices.length, bins };
}

export class Session {
  readonly state: Signal<State>;
  readonly tally = signal<Tally | null>(null);
  readonly rows = signal<Rows | null>(null);
  readonly estimates = signal<Estimates | null>(null);
  /** Whether the estimates are those of the state, or it is known that there are none. */
  readonly settled = signal(false);
  readonly trouble = signal<string | null>(null);
  readonly hits = signal<{ readonly search: string; readonly has: (row: number) => boolean } | null>(null);
  /** Whether texts are shown sharp, not blurred. */
  readonly sharp = signal(false);
  /** Whether models have been asked and are not yet heard of, for longer than a moment. */
  readonly waiting = signal(false);
  /** Rows ticked in the table. */
  readonly ticked = signal<ReadonlySet<number>>(new Set());
  readonly children = new Children();
  readonly texts: TextStore;
  readonly spans: SpanStore;
  private readonly description: Signal<Description>;
  readonly source: ReadonlySignal<CellSource>;
  /** The rows that the predicate means; null until rows are here. */
  readonly meant: ReadonlySignal<Uint32Array | null>;
  private readonly answered = new Map<string, Estimates | null>();
  private asking: ReturnType<typeof setTimeout> | undefined;
  private rowsAsked = false;
  private found: readonly { readonly name: string | null; readonly rows: Rows; readonly meant: Uint32Array }[] = [];

  private constructor(
    readonly host: Host,
    about: Description,
    asked: unknown,
  ) {
    this.description = signal(about);
    this.state = signal(stateOf(asked ?? about.state, about));
    this.texts = new TextStore(host);
    this.spans = new SpanStore(this);
    this.source = computed(() => ({
      about: this.about,
      tally: this.tally.value,
      estimates: this.estimates.value,
    }));
    const predicate = computed(() => this.state.value.predicate);
    this.meant = computed(() => this.rowsOf(predicate.value));
  }

  /** Asks the host what there is, for the counts, and for intervals while it counts. */
  static async open(host: Host, asked: unknown): Promise<Session> {
    const counts = host.ask("counts");
    counts.catch(() => undefined); // a refusal is met where it is awaited
    const described = descriptionOf(await host.ask("describe"));
    const about = await withSaved(host, described, asked);
    const session = new Session(host, about, asked);
    effect(() => session.followIntervals());
    effect(() => session.followSearch());
    const counted = await (about === described ? counts : host.ask("counts")); // saved slices are counted too
    session.tally.value = tallyOf(counted, shapeOf(about));
    return session;
  }

  /** What there is to see. */
  get about(): Description {
    return this.description.value;
  }

  /** Keeps the rows that a predicate means as a slice; whether that was possible. */
  async keepSlice(name: string, predicate: Predicate = this.state.value.predicate): Promise<boolean> {
    const kept = await this.ask("slice_of", { predicate, name });
    const described = kept && (await this.ask("describe"));
    if (described === null) return false;
    const about = descriptionOf(described);
    const tally = tallyOf(await this.host.ask("counts"), shapeOf(about));
    this.answered.clear();
    this.rowsAsked = false;
    batch(() => {
      this.tally.value = tally;
      this.description.value = about;
      this.estimates.value = null;
      this.rows.value = null;
      const { saved } = this.state.value;
      this.state.value = stateOf({ ...this.state.value, saved: [...saved, { name, predicate }] }, about);
    });
    await this.needRows();
    return true;
  }

  /** Fetches what is shown of rows in view: their texts, and the terms in these. */
  async show(rows: readonly number[]): Promise<void> {
    if (this.about.texts === "none" || !this.can("texts")) return;
    try {
      await this.texts.load(rows);
    } catch (error) {
      this.say(error);
    }
    await this.spans.load(rows.flatMap((row) => this.texts.of(row) ?? []));
  }

  set(change: Partial<State>): void {
    this.state.value = { ...this.state.value, ...change };
  }

  /** Narrows or widens the rows meant. */
  mean(change: Partial<Predicate>): void {
    this.set({ predicate: { ...this.state.value.predicate, ...change } });
  }

  meanOnly(predicate: Partial<Predicate>, change: Partial<State> = {}): void {
    this.set({ ...change, predicate: { ...EVERYTHING, ...predicate } });
  }

  can(method: string): boolean {
    return answers(this.about, method);
  }

  cell(metric: number, model: number, slice: number): Cell {
    return cellAt(this.source.value, metric, this.state.value.threshold, model, slice);
  }

  /** What the host answers; what it refuses is shown and gives null. */
  async ask(method: string, args: Args = {}) {
    try {
      return await this.host.ask(method, args);
    } catch (error) {
      this.say(error);
      return null;
    }
  }

  /** What the host answers, or in what words it refuses: where both are shown in the same place. */
  async answer(method: string, args: Args = {}): Promise<Frame | string> {
    try {
      return await this.host.ask(method, args);
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  }

  say(error: unknown): void {
    if (!(error instanceof Refusal || error instanceof TypeError)) throw error; // of fetch and of frames
    this.trouble.value = error.message;
  }

  /** Fetches the rows once they are needed. */
  async needRows(): Promise<void> {
    if (this.rowsAsked || !this.can("rows")) return;
    this.rowsAsked = true;
    const frame = await this.ask("rows");
    if (frame !== null) this.rows.value = rowsOf(frame, this.about);
  }

  /** The rows that a predicate means; null until rows are here. Of the last few predicates they are kept. */
  rowsOf(predicate: Predicate): Uint32Array | null {
    const rows = this.rows.value;
    if (rows === null) return null;
    const hits = this.hits.value;
    const searched = predicate.search !== null && predicate.search !== "";
    const has = searched ? (hits?.search === predicate.search ? hits.has : () => false) : null;
    const name = searched || predicate.rows !== null ? null : JSON.stringify(predicate);
    const known = this.found.find((one) => one.rows === rows && one.name === name && name !== null);
    if (known !== undefined) return known.meant;
    const meant = rowsMeant(predicate, rows, has);
    this.found = [{ name, rows, meant }, ...this.found].slice(0, FOUND);
    return meant;
  }

  private followIntervals(): void {
    const { metric, threshold } = this.state.value;
    clearTimeout(this.asking);
    const at = this.about.metrics[metric]!.at_threshold;
    const name = answerName(metric, at ? threshold : null);
    const known = this.answered.get(name);
    this.settled.value = known !== undefined;
    if (known !== undefined) {
      this.estimates.value = known;
      return;
    }
    const pause = this.host.kind === "static" || this.answered.size === 0 ? 0 : PAUSE;
    this.asking = setTimeout(() => void this.fetchIntervals(metric, at ? threshold : null, name), pause);
  }

  /** Estimates of a metric that need not be the one shown; null where the host has none, of which nothing is said. */
  async estimatesOf(metric: number, threshold: number): Promise<Estimates | null> {
    const at = this.about.metrics[metric]!.at_threshold ? threshold : null;
    const name = answerName(metric, at);
    const known = this.answered.get(name);
    if (known !== undefined) return known;
    const { about } = this;
    const asked = at ?? about.thresholds[0] ?? 0.5;
    const answer = await this.answer("intervals", { metric, thresholds: [asked] });
    const found = typeof answer === "string" ? null : estimatesAt(answer, metric, asked);
    if (about === this.about) this.keepAnswer(name, found);
    return found;
  }

  private keepAnswer(name: string, found: Estimates | null): void {
    if (this.answered.size > KEPT) this.answered.clear();
    this.answered.set(name, found);
  }

  private async fetchIntervals(metric: number, threshold: number | null, name: string): Promise<void> {
    const at = threshold ?? this.about.thresholds[0] ?? 0.5;
    const frame = await this.ask("intervals", { metric, thresholds: [at] });
    const found = frame && estimatesAt(frame, metric, at);
    this.keepAnswer(name, found);
    const now = this.state.value;
    if (now.metric === metric && (threshold === null || now.threshold === threshold)) {
      this.estimates.value = found;
      this.settled.value = true;
    }
  }

  private followSearch(): void {
    const { search } = this.state.value.predicate;
    if (search === null || search === "" || this.hits.peek()?.search === search) return;
    setTimeout(() => {
      if (this.state.value.predicate.search === search) void this.find(search);
    }, PAUSE);
  }

  private async find(search: string): Promise<void> {
    if (this.can("select")) {
      const predicate = { ...EVERYTHING, search };
      const hits = (await this.ask("select", { predicate }))?.columns.get("selected");
      if (hits instanceof Bits) this.hits.value = { search, has: (row) => hits.has(row) };
      return;
    }
    if (this.can("texts")) await this.texts.load([0]);
    this.hits.value = { search, has: this.texts.holding(search) };
  }
}

/** The name under which an answer of `intervals` is kept. */
function answerName(metric: number, threshold: number | null): string {
  return threshold === null ? String(metric) : `${metric} ${threshold}`;
}

/** What there is to see when the slices that a state names as saved were made, where they can be. */
async function withSaved(host: Host, about: Description, asked: unknown): Promise<Description> {
  const wanted = savedIn(asked ?? about.state).filter(({ name }) => !about.saved.includes(name));
  if (wanted.length === 0 || !answers(about, "slice_of")) return about;
  for (const { name, predicate } of wanted) await made(host, { name, predicate });
  return descriptionOf(await host.ask("describe"));
}

/** A slice that holds no row of these, or names what they have not, is left out. */
async function made(host: Host, slice: SavedSlice): Promise<void> {
  try {
    await host.ask("slice_of", { ...slice });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
