// The chart's main finding in a sentence: for whom, how much, how sure, and what changed.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import type { Cell } from "../cells.ts";
import { isRate } from "../cells.ts";
import { decimal, interval, limit, whole } from "../format.ts";
import { type Gap, ratioWords, surestChange, widestSureGap } from "../gaps.ts";
import { betterWay } from "../metric_words.ts";
import { changeSentence, sureness } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Choice } from "../slice_choice.ts";
import type { SliceView } from "../slice_view.ts";

const NO_INTERVALS =
  "No intervals are known at this threshold, so of no gap it can be said how sure it is. " +
  "The thresholds beside the slider have them.";

/** What was said last stays while a threshold moves, so that nothing under it jumps. */
export function Finding({ view }: { view: SliceView }) {
  const said = useRef<{ readonly words: ComponentChildren; readonly metric: number } | null>(null);
  const { metric } = view.shown.value;
  const resting = view.resting.value;
  if (resting) {
    void [view.choice.value, view.several.chosen.value]; // said anew when they change
    const words = view.session.estimates.value === null
      ? <span class="soft">{NO_INTERVALS}</span>
      : <Words view={view} metric={metric} />;
    said.current = { words, metric };
  }
  const known = said.current?.metric === metric;
  return (
    <p class={resting ? "finding" : "finding moving"} aria-live="polite" aria-busy={!resting}>
      {known ? said.current!.words : "…"}
    </p>
  );
}

/** As it was when it was made: while the threshold moves it is not made again. */
function Words({ view, metric }: { view: SliceView; metric: number }) {
  const { session } = view;
  const { about } = session;
  const choice = view.choice.peek();
  const several = view.several.chosen.peek().length > 0;
  const found = furthest(session, choice, metric);
  const against = <HostileText text={about.slices[choice.baseline.slice]!.name} most={80} />;
  if (found === null) {
    return (
      <>
        No slice's interval stays clear of the value of {against}
        {betterWay(about, metric) === null ? "" : " on the worse side"}: nothing is shown to be wrong, which is not to
        say that nothing is.
      </>
    );
  }
  const { cell } = found;
  const { above, below, title, name } = about.metrics[metric]!;
  const ofLabels = name === "prevalence"; // whatever a model says
  return (
    <>
      <strong>
        <HostileText text={about.slices[cell.slice]!.name} most={80} />
      </strong>
      {` stands out${several ? ` at score > ${limit(choice.threshold)}` : ""}: ${lowered(title)} `}
      <strong>{decimal(cell.value)}</strong>
      {` (95 % interval ${interval(cell.lower, cell.upper)})`}
      {!ofLabels && (
        <>
          {" with "}
          <ModelName session={session} model={cell.model} />
        </>
      )}
      {", "}
      {ratioWords(found)} {decimal(found.against)} of {against}
      {isRate(about, metric) && `: ${whole(cell.numerator)} ${above} of ${whole(cell.denominator)} ${below}`}.{" "}
      {ofLabels ? "That is of the labels, and not of a model. " : <Others session={session} cell={cell} choice={choice} />}
      <Elsewhere session={session} cell={cell} choice={choice} />
      <span class="soft">
        {`It is the widest sure gap ${betterWay(about, metric) === null ? "" : "for the worse "}of ${choice.lines.length} slices; of many, a few differ by chance alone.`}
      </span>
    </>
  );
}

/** A title within a sentence. */
function lowered(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** The widest gap of the baseline model, or of the first shown. */
function furthest({ about }: Session, { lines, baseline }: Choice, metric: number): Gap | null {
  const against = baseline.cells.find((one) => one.model === about.baseline) ?? baseline.cells[0]!;
  const own = lines.flatMap(({ cells }) => cells.filter((cell) => cell.model === against.model));
  return widestSureGap(about, metric, against.value, own);
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
          With <ModelName session={session} model={other.model} />: {decimal(other.value)},{" "}
          {other.change === 0 ? "no change" : `a change of ${changeSentence(other)}`}
          {other.change !== 0 && sureness(other) !== "" && `, ${sureness(other)}`}.{" "}
        </span>
      ))}
    </>
  );
}

/** The surest change of a model in another slice than the one that stands out. */
function Elsewhere({ session, cell, choice }: { session: Session; cell: Cell; choice: Choice }) {
  const others = choice.lines.filter(({ slice }) => slice !== cell.slice).flatMap(({ cells }) => cells);
  const found = surestChange(others);
  if (found === null || session.about.baseline !== cell.model) return null;
  return (
    <span>
      {"The surest change elsewhere: "}
      <HostileText text={session.about.slices[found.slice]!.name} most={80} /> with <ModelName session={session} model={found.model} />
      {`, ${changeSentence(found)}, to ${decimal(found.value)}. `}
    </span>
  );
}
