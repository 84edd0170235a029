// One row a slice, in it one line a model: bar, value, counts, percent change, evidence.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Bar, Change } from "../parts/bar.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import type { ValueScale } from "../parts/value_scale.ts";
import type { Cell } from "../cells.ts";
import { brief, decimal, letter, percentChange } from "../format.ts";
import { RATES } from "../rates.ts";
import { cellSentence, changeSentence } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Line } from "../slice_choice.ts";
import { SliceDetail } from "./slice_detail.tsx";

interface Props {
  readonly session: Session;
  readonly lines: readonly Line[];
  readonly baseline: Line;
  readonly scale: ValueScale;
}

export function SliceChart({ session, lines, baseline, scale }: Props) {
  const { order } = session.state.value;
  const chart = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => chart.current!.style.setProperty("--step", `${100 / (scale.ticks.length - 1)}%`));
  const noisyFrom = ["high", "low", "gap"].includes(order) ? lines.findIndex(({ enough }) => !enough) : -1;
  return (
    <div class={session.state.value.changes ? "chart changes" : "chart"} ref={chart}>
      <Hatch />
      <Axis session={session} scale={scale} baseline={baseline} />
      <ol class="slices" aria-label="Slices">
        {[baseline, ...lines].map((line, place) => (
          <>
            {place - 1 === noisyFrom && noisyFrom >= 0 && (
              <li class="divider" key="divider">
                Not enough data from here on: this order is mostly noise
              </li>
            )}
            <SliceRow key={line.slice} session={session} line={line} baseline={baseline} scale={scale} />
          </>
        ))}
      </ol>
    </div>
  );
}

/** The pattern of bars that say too little. */
function Hatch() {
  return (
    <svg class="patterns" aria-hidden="true">
      <defs>
        <pattern
          id="explorer-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="stripe" width="2.5" height="6" />
        </pattern>
      </defs>
    </svg>
  );
}

function Axis({ session, scale, baseline }: Omit<Props, "lines">) {
  const name = session.about.slices[baseline.slice]!.name;
  const changes = session.state.value.changes;
  return (
    <div class="row axis" aria-hidden="true">
      <div class="name" />
      <div class="line">
        <span />
        <svg class="plot" height="18">
          {scale.ticks.map((tick) => (
            <text key={tick} x={`${scale.percent(tick)}%`} y="13" text-anchor={anchor(scale.percent(tick))}>
              {scale.label(tick)}
            </text>
          ))}
        </svg>
        <span class="number">value</span>
        <span class="number counts">counted / of</span>
        <span class="number percent">
          {changes ? "change" : <>against <HostileText text={name} most={14} /></>}
        </span>
        <span class="mark" />
      </div>
    </div>
  );
}

function anchor(percent: number): "start" | "middle" | "end" {
  return percent < 2 ? "start" : percent > 98 ? "end" : "middle";
}

function SliceRow({ session, line, baseline, scale }: Omit<Props, "lines"> & { line: Line }) {
  const open = useSignal(false);
  const { name, rows } = session.about.slices[line.slice]!;
  const first = line.slice === baseline.slice;
  const { changes } = session.state.value;
  const cells = changes ? line.cells.filter(({ model }) => model !== session.about.baseline) : line.cells;
  return (
    <li class={first ? "row first" : "row"}>
      <div class="name">
        <button
          type="button"
          aria-expanded={open.value}
          title="Confusion matrices and every threshold"
          onClick={() => (open.value = !open.value)}
        >
          <HostileText text={name} most={160} />
        </button>
        <span class="soft">{` ${brief(rows)} rows${first ? "; the others are held against it" : ""}`}</span>
      </div>
      <div class="lines">
        {cells.map((cell) => (
          <ModelLine key={cell.model} session={session} cell={cell} baseline={baseline} scale={scale} />
        ))}
      </div>
      {open.value && <SliceDetail session={session} slice={line.slice} />}
    </li>
  );
}

interface ModelLineProps {
  readonly session: Session;
  readonly cell: Cell;
  readonly baseline: Line;
  readonly scale: ValueScale;
}

function ModelLine({ session, cell, baseline, scale }: ModelLineProps) {
  const { metric, changes } = session.state.value;
  const sentence = useSentence(session, cell);
  const against = baseline.cells.find(({ model }) => model === cell.model)?.value ?? Number.NaN;
  const before = changes ? session.cell(metric, session.about.baseline!, cell.slice) : null;
  const plot = { scale, cell, reference: against };
  return (
    <button
      type="button"
      class="line"
      title={sentence}
      disabled={!session.can("rows")}
      onClick={() => showRows(session, cell)}
    >
      <span class="key">{letter(cell.model)}</span>
      {before === null ? <Bar {...plot} /> : <Change {...plot} before={before} />}
      <span class="number">{decimal(cell.value)}</span>
      <span class="number counts">{`${brief(cell.numerator)} / ${brief(cell.denominator)}`}</span>
      <span class="number percent">
        {changes ? changeSentence(cell) : cell.slice === baseline.slice ? "" : percentChange(cell.value, against)}
      </span>
      <span class="mark">{markOf(cell, session.settled.value)}</span>
    </button>
  );
}

/** The cell in words, as it was when the threshold last rested: words need not follow a slider. */
function useSentence(session: Session, cell: Cell): string {
  const last = useRef("");
  const { metric } = session.state.value;
  if (session.settled.value || last.current === "") last.current = cellSentence(session.about, metric, cell);
  return last.current;
}

function markOf({ evidence }: Cell, settled: boolean): string {
  if (evidence === "unknown") return settled ? "no interval" : "";
  return evidence === "enough" ? "" : evidence;
}

/** The rows behind a bar: the slice, and the outcome where the metric counts one. */
function showRows(session: Session, { model, slice }: Cell): void {
  const { metric, threshold } = session.state.value;
  const counted = RATES[session.about.metrics[metric]!.name]?.numerator ?? [];
  const outcome = counted.length === 1 ? counted[0]! : null;
  const slices = slice === 0 ? [] : [slice];
  session.meanOnly({ slices, outcome, model, threshold }, { tab: "examples", row: null });
}
