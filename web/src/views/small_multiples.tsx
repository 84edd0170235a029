// A slice at several thresholds side by side, one small plot each.

import { useComputed } from "@preact/signals";
import { Bar } from "../parts/bar.tsx";
import { barShapes, changeShapes } from "../bar_shapes.ts";
import type { Evidence } from "../cells.ts";
import { decimal, letter, limit } from "../format.ts";
import { cellSentence } from "../sentences.ts";
import type { SliceView } from "../slice_view.ts";
import { showRows } from "./slice_line.tsx";

interface Props {
  readonly view: SliceView;
  readonly slice: number;
  readonly models: readonly number[];
  readonly thresholds: readonly number[];
}

export function SmallMultiples({ view, slice, models, thresholds }: Props) {
  return (
    <div class="multiples">
      {thresholds.map((threshold) => (
        <div class="multiple" key={threshold}>
          <span class="at" aria-hidden="true">{`> ${limit(threshold)}`}</span>
          <div>
            {models.map((model) => (
              <SmallLine key={model} view={view} slice={slice} model={model} threshold={threshold} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

/** What stands beside a value, as the legend says. */
const SIGNS: Readonly<Record<Evidence, string>> = {
  enough: "",
  undefined: "",
  "not enough data": "*",
  unknown: "°",
};

interface LineProps {
  readonly view: SliceView;
  readonly slice: number;
  readonly model: number;
  readonly threshold: number;
}

function SmallLine({ view, slice, model, threshold }: LineProps) {
  const { session } = view;
  const { about } = session;
  const cellOf = (one: number, place: number) => view.several.cell(view.shown.value.metric, threshold, one, place);
  const cell = useComputed(() => cellOf(model, slice));
  const reference = useComputed(() => cellOf(model, view.shown.value.baseline_slice).value);
  const unsure = useComputed(() => cell.value.evidence === "not enough data");
  const shapes = useComputed(() =>
    view.shown.value.changes
      ? changeShapes(view.field.value, cellOf(about.baseline ?? model, slice).value, cell.value.value)
      : barShapes(view.field.value, cell.value),
  );
  const sentence = useComputed(
    () => `score > ${limit(threshold)}: ${cellSentence(about, view.shown.value.metric, cell.value)}`,
  );
  const value = useComputed(() => decimal(cell.value.value) + SIGNS[cell.value.evidence]);
  return (
    <button
      type="button"
      class="small-line"
      title={sentence}
      disabled={!session.can("rows")}
      onClick={() => showRows(session, cell.value, threshold)}
    >
      <span aria-hidden="true" class="key">{letter(model)}</span>
      <Bar model={model} shapes={shapes} unsure={unsure} field={view.field} reference={reference} />
      <span aria-hidden="true" class="number">{value}</span>
      <span class="hidden">{sentence}</span>
    </button>
  );
}
