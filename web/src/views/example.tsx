// One example: what every model says of it, and of what could stand in its place.

import { useEffect } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import { Needs } from "../parts/needs.tsx";
import { SharpChoice } from "../parts/sharp_choice.tsx";
import { TermLegend } from "../parts/term_legend.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { Waiting } from "../parts/waiting.tsx";
import { decimal, whole } from "../format.ts";
import { type Scores, decisionOf } from "../predictions.ts";
import { type Rows, slicesOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { ExampleFeatures } from "./example_features.tsx";
import { ExampleNearest } from "./example_nearest.tsx";
import { ExampleTexts } from "./example_texts.tsx";

export function Example({ session }: { session: Session }) {
  const { row } = session.state.value;
  useEffect(() => void session.needRows(), [session]);
  useEffect(() => void (row !== null && session.show([row])), [session, row]);
  const rows = session.rows.value;
  if (row === null) return <p>Choose a row in Examples, or a point in the scatter plot: it is shown here.</p>;
  if (rows === null) return <p role="status">Fetching the rows …</p>;
  return <Shown key={row} session={session} rows={rows} row={row} />;
}

interface ShownProps {
  readonly session: Session;
  readonly rows: Rows;
  readonly row: number;
}

function Shown({ session, rows, row }: ShownProps) {
  const text = session.texts.of(row);
  const scores: Scores = new Map(rows.scores.map((column, model) => [model, column[row]!]));
  return (
    <>
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <Neighbours session={session} row={row} />
        <Threshold session={session} />
        <SharpChoice session={session} />
      </form>
      <Waiting session={session} />
      <TermLegend session={session} />
      <OriginalText session={session} row={row} />
      <Facts session={session} rows={rows} row={row} />
      <OwnScores session={session} scores={scores} label={rows.label[row]!} />
      {text !== undefined && <ExampleTexts session={session} row={row} text={text} scores={scores} />}
      {session.about.features.length > 0 && <ExampleFeatures session={session} rows={rows} row={row} scores={scores} />}
      <ExampleNearest session={session} rows={rows} row={row} />
    </>
  );
}

/** The row's place, and ways to the rows before and after it among those meant. */
function Neighbours({ session, row }: { session: Session; row: number }) {
  const meant = session.meant.value;
  const at = meant?.indexOf(row) ?? -1;
  const step = (title: string, next: number | undefined) => (
    <button
      type="button"
      class="small"
      disabled={at < 0 || next === undefined}
      onClick={() => next !== undefined && session.set({ row: next })}
    >
      {title}
    </button>
  );
  return (
    <span>
      <strong>{`Row ${whole(row + 1)}`}</strong> {step("Before", at > 0 ? meant?.[at - 1] : undefined)}{" "}
      {step("Next", meant?.[at + 1])}
    </span>
  );
}

function OriginalText({ session, row }: { session: Session; row: number }) {
  if (session.about.texts === "none") return <WithoutText session={session} />;
  const text = session.texts.of(row);
  if (text === undefined) {
    return <p class="soft">{session.texts.isMissing(row) ? "The text is not kept in this page." : "…"}</p>;
  }
  return (
    <blockquote>
      <HostileText
        text={text}
        spans={session.spans.of(text)}
        class={session.sharp.value ? "comment" : "comment blurred"}
      />
    </blockquote>
  );
}

/** Of rows that should have texts, why they are not here. */
function WithoutText({ session }: { session: Session }) {
  return session.about.features.length > 0 ? null : <Needs session={session} what="Reading the text" method="texts" />;
}

function Facts({ session, rows, row }: ShownProps) {
  const groups = slicesOf(rows, session.about, row).map((slice) => session.about.slices[slice]!.name);
  return (
    <p>
      Label: <strong>{rows.label[row] === 1 ? "positive" : "negative"}</strong>
      {rows.weight !== null && `, weight ${decimal(rows.weight[row]!)}`}. In:{" "}
      {groups.length === 0 ? "no group" : <HostileText text={groups.join(", ")} most={400} />}.
    </p>
  );
}

function OwnScores({ session, scores, label }: { session: Session; scores: Scores; label: number }) {
  const { models, threshold } = session.state.value;
  const truth = label === 1 ? "positive" : "negative";
  return (
    <ul class="own-scores" aria-label="Scores">
      {models.map((model) => {
        const score = scores.get(model)!;
        const decision = decisionOf(score, threshold);
        const wrong = decision !== "no decision" && decision !== truth;
        return (
          <li key={model}>
            <ModelName session={session} model={model} />
            <svg class="plot" height="16" aria-hidden="true">
              <rect class="track" y="4" width="100%" height="8" />
              <rect class={`model-${model % 6}`} y="4" height="8" width={`${100 * (score || 0)}%`} />
              <line class="reference" x1={`${100 * threshold}%`} x2={`${100 * threshold}%`} y1="0" y2="16" />
            </svg>
            <span class="number">{decimal(score)}</span>
            <span class={wrong ? "verdict wrong" : "verdict"}>
              {decision === "no decision" ? decision : `${decision}, ${wrong ? "wrong" : "right"}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
