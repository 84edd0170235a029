// The nearest example that a model decides otherwise.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { columnTitle, shortened } from "../column_titles.ts";
import { decimal, letter, whole } from "../format.ts";
import { decisionOf } from "../predictions.ts";
import type { Rows } from "../rows.ts";
import type { Session } from "../session.ts";
import { valuesOf } from "./example_features.tsx";

const TITLES: Readonly<Record<string, string>> = {
  L1: "features (L1)",
  L2: "features (L2)",
  words: "words that differ",
  embedding: "meaning (embedding)",
};

interface Found {
  readonly row: number;
  readonly distance: number;
  readonly by: string;
}

interface Props {
  readonly session: Session;
  readonly rows: Rows;
  readonly row: number;
}

export function ExampleNearest({ session, rows, row }: Props) {
  const distances = session.about.distances;
  const [model, distance] = [useSignal(session.state.value.models[0]!), useSignal(distances[0] ?? "")];
  const found = useSignal<Found | "none" | null>(null);
  if (!session.can("nearest") || distances.length === 0) return null;
  const find = async (): Promise<void> => {
    const { threshold } = session.state.value;
    const frame = await session.ask("nearest", { row, model: model.value, threshold, distance: distance.value });
    if (frame === null) return;
    const answer = frame.value as Omit<Found, "by"> | null;
    found.value = answer === null ? "none" : { ...answer, by: TITLES[distance.value] ?? distance.value };
    if (answer !== null) await session.show([answer.row]);
  };
  return (
    <section>
      <h2 class="part">The nearest row decided otherwise</h2>
      <div class="controls">
        <label>
          Model{" "}
          <select value={String(model.value)} onChange={(event) => (model.value = Number(event.currentTarget.value))}>
            {session.about.models.map(({ name }, place) => (
              <option key={place} value={String(place)}>
                {`${letter(place)} ${shortened(name)}`}
              </option>
            ))}
          </select>
        </label>
        <label>
          Nearest by{" "}
          <select value={distance.value} onChange={(event) => (distance.value = event.currentTarget.value)}>
            {distances.map((name) => (
              <option key={name} value={name}>
                {TITLES[name] ?? name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => void find()}>
          Find it
        </button>
      </div>
      {found.value === "none" && <p>No row is decided otherwise at this threshold.</p>}
      {found.value !== null && found.value !== "none" && <Nearest session={session} rows={rows} row={row} found={found.value} />}
    </section>
  );
}

function Nearest({ session, rows, row, found }: Props & { readonly found: Found }) {
  const text = session.texts.of(found.row);
  return (
    <div class="nearest">
      <p>
        {`Row ${whole(found.row + 1)} is nearest by ${found.by}: ${decimal(found.distance)}. `}
        <button type="button" class="small" onClick={() => session.set({ row: found.row })}>
          Show this row
        </button>
      </p>
      {text !== undefined && (
        <blockquote>
          <HostileText text={text} spans={session.spans.of(text)} class={session.sharp.value ? "comment" : "comment blurred"} />
        </blockquote>
      )}
      <BesideEachOther session={session} rows={rows} row={row} other={found.row} />
    </div>
  );
}

interface BesideProps {
  readonly session: Session;
  readonly rows: Rows;
  readonly row: number;
  readonly other: number;
}

/** Scores, label and features of two rows; what differs is marked. */
function BesideEachOther({ session, rows, row, other }: BesideProps) {
  const lines = [...scoreLines(session, rows, [row, other]), ...featureLines(session, rows, [row, other])];
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Both rows beside each other">
      <table>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{`row ${whole(row + 1)}`}</th>
            <th scope="col">{`row ${whole(other + 1)}, nearest`}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, here, there]) => (
            <tr key={name} class={here === there ? "" : "differs"}>
              <th scope="row">
                {here === there ? "" : "≠ "}
                <HostileText text={name} most={60} />
              </th>
              <td>
                <HostileText text={here} most={80} />
              </td>
              <td>
                <HostileText text={there} most={80} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Line = readonly [name: string, here: string, there: string];

function scoreLines(session: Session, rows: Rows, places: readonly [number, number]): Line[] {
  const { models, threshold } = session.state.value;
  const label = (row: number): string => (rows.label[row] === 1 ? "positive" : "negative");
  const said = (model: number, row: number): string => {
    const score = rows.scores[model]![row]!;
    return `${decimal(score)}, ${decisionOf(score, threshold)}`;
  };
  const scores = models.map((model): Line => [columnTitle(session.about, `score${model}`), said(model, places[0]), said(model, places[1])]);
  return [["label", label(places[0]), label(places[1])], ...scores];
}

function featureLines(session: Session, rows: Rows, places: readonly [number, number]): Line[] {
  const [here, there] = places.map((row) => valuesOf(session, rows, row));
  const told = (value: string | number | null | undefined): string => String(value ?? "missing");
  return session.about.features.map(({ name }): Line => [name, told(here![name]), told(there![name])]);
}
