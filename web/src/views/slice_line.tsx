// A model's line in a slice: its bar, value, counts and change; a click leads to its rows.

import { type ReadonlySignal, untracked, useComputed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { Bar } from "../parts/bar.tsx";
import { barShapes, changeShapes } from "../bar_shapes.ts";
import type { Cell } from "../cells.ts";
import { brief, decimal, letter, percentChange } from "../format.ts";
import { RATES } from "../rates.ts";
import { cellSentence, changeSentence } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { SliceView } from "../slice_view.ts";

interface Props {
  readonly view: SliceView;
  readonly slice: number;
  readonly model: number;
  readonly near: ReadonlySignal<boolean>;
}

export function SliceLine({ view, slice, model, near }: Props) {
  const { session } = view;
  const { metric, changes, baseline_slice } = view.shown.value;
  const { baseline } = session.about;
  const cell = useMemo(() => view.restingCell(model, slice), [view, model, slice]);
  const before = useMemo(() => view.restingCell(baseline ?? model, slice), [view, model, slice]);
  const reference = useMemo(() => view.restingCell(model, baseline_slice), [view, model, baseline_slice]);
  const moving = useMemo(() => view.movingCell(model, slice, near), [view, model, slice, near]);
  const sentence = useResting(view, () => cellSentence(session.about, metric, cell.value));
  const value = useComputed(() => decimal(moving.value.value));
  const counts = useComputed(() => `${brief(moving.value.numerator)} / ${brief(moving.value.denominator)}`);
  const first = slice === baseline_slice;
  const percent = useComputed(() => {
    if (view.shown.value.changes) return changeSentence(moving.value);
    return first ? "" : percentChange(moving.value.value, untracked(() => view.againstOf(model)));
  });
  const against = useComputed(() => reference.value.value);
  const mark = useResting(view, () => markOf(cell.value, view.resting.value));
  const unsure = useComputed(() => cell.value.evidence === "not enough data");
  const shapes = useComputed(() =>
    view.shown.value.changes
      ? changeShapes(view.field.value, before.value.value, cell.value.value)
      : barShapes(view.field.value, cell.value),
  );
  return (
    <button
      type="button"
      class="line"
      title={sentence}
      disabled={!session.can("rows")}
      onClick={() => showRows(session, cell.value, session.state.peek().threshold)}
    >
      <span aria-hidden="true" class="key">{letter(model)}</span>
      <Bar key={String(changes)} model={model} shapes={shapes} unsure={unsure} field={view.field} reference={against} />
      <span aria-hidden="true" class="number">{value}</span>
      <span aria-hidden="true" class="number counts">{counts}</span>
      <span aria-hidden="true" class="number percent">{percent}</span>
      <span aria-hidden="true" class="mark">{mark}</span>
      <span class="hidden">{sentence}</span>
    </button>
  );
}

/** What `make` gave when the threshold last rested: words need not follow a slider. */
function useResting(view: SliceView, make: () => string): ReadonlySignal<string> {
  const last = useRef<string | null>(null);
  return useComputed(() => {
    if (view.resting.value || last.current === null) last.current = make();
    return last.current;
  });
}

function markOf({ evidence }: Cell, settled: boolean): string {
  if (evidence === "unknown") return settled ? "no interval" : "";
  return evidence === "enough" ? "" : evidence;
}

/** The rows behind a bar: the slice, and the outcome where the metric counts one. */
export function showRows(session: Session, { model, slice }: Cell, threshold: number): void {
  const { metric } = session.state.value;
  const counted = RATES[session.about.metrics[metric]!.name]?.numerator ?? [];
  const outcome = counted.length === 1 ? counted[0]! : null;
  const slices = slice === 0 ? [] : [slice];
  session.meanOnly({ slices, outcome, model, threshold }, { tab: "examples", row: null });
}
