// The chart's main finding in a sentence: for whom, how much, how sure, and what changed.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import type { Cell } from "../cells.ts";
import { decimal, interval } from "../format.ts";
import { changeSentence } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Choice } from "../slice_choice.ts";
import type { SliceView } from "../slice_view.ts";

const NO_INTERVALS =
  "No intervals are known at this threshold, so of no gap it can be said how sure it is. " +
  "The thresholds beside the slider have them.";

interface Found {
  readonly cell: Cell;
  readonly against: number;
}

/** What was said last stays while a threshold moves, so that nothing under it jumps. */
export function Finding({ view }: { view: SliceView }) {
  const said = useRef<{ readonly words: ComponentChildren; readonly metric: number } | null>(null);
  const { metric } = view.shown.value;
  const resting = view.resting.value;
  if (resting) {
    const words = view.session.estimates.value === null
      ? <span class="soft">{NO_INTERVALS}</span>
      : <Words session={view.session} choice={view.choice.value} />;
    said.current = { words, metric };
  }
  const known = said.current?.metric === metric;
  return (
    <p class={resting ? "finding" : "finding moving"} aria-live="polite" aria-busy={!resting}>
      {known ? said.current!.words : "…"}
    </p>
  );
}

function Words({ session, choice }: { session: Session; choice: Choice }) {
  const { about } = session;
  const found = furthest(session, choice);
  const against = <HostileText text={about.slices[choice.baseline.slice]!.name} most={80} />;
  if (found === null) {
    return (
      <>
        No slice's interval stays clear of the value of {against}: nothing is shown to differ, which is not to say that
        nothing does.
      </>
    );
  }
  const { cell } = found;
  return (
    <>
      <strong>
        <HostileText text={about.slices[cell.slice]!.name} most={80} />
      </strong>{" "}
      stands out: {decimal(cell.value)} ({interval(cell.lower, cell.upper)}) with{" "}
      <ModelName session={session} model={cell.model} />, {ratio(found)} {decimal(found.against)} of {against}.{" "}
      <Others session={session} cell={cell} choice={choice} />
      <span class="soft">
        It is the widest sure gap of {choice.lines.length} slices; of many, a few differ by chance alone.
      </span>
    </>
  );
}

/** Of the cells whose interval stays clear of the baseline slice's value, the one furthest from it. */
function furthest(session: Session, { lines, baseline }: Choice): Found | null {
  const model = baseline.cells.find((one) => one.model === session.about.baseline) ?? baseline.cells[0]!;
  const clear = lines
    .flatMap(({ cells }) => cells.filter((cell) => cell.model === model.model))
    .filter(({ evidence, lower, upper }) => evidence === "enough" && (lower > model.value || upper < model.value))
    .toSorted((one, other) => Math.abs(other.value - model.value) - Math.abs(one.value - model.value));
  return clear.length > 0 ? { cell: clear[0]!, against: model.value } : null;
}

function ratio({ cell, against }: Found): string {
  const times = cell.value / against;
  if (Number.isFinite(times) && times >= 1.2) return `${times.toFixed(1)} times the`;
  return cell.value > against ? "above the" : "below the";
}

/** The other models in the same slice, as changes from the baseline model. */
function Others({ session, cell, choice }: { session: Session; cell: Cell; choice: Choice }) {
  const line = choice.lines.find(({ slice }) => slice === cell.slice)!;
  const others = line.cells.filter(({ model }) => model !== cell.model && session.about.baseline === cell.model);
  if (others.length === 0) return null;
  return (
    <>
      {others.map((other) => (
        <span key={other.model}>
          With <ModelName session={session} model={other.model} />: {decimal(other.value)}, a change of{" "}
          {changeSentence(other)}.{" "}
        </span>
      ))}
    </>
  );
}
