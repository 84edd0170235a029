// The nearest example that a model decides otherwise.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { decimal, letter, whole } from "../format.ts";
import type { Session } from "../session.ts";

const TITLES: Readonly<Record<string, string>> = {
  L1: "L1 distance of features",
  L2: "L2 distance of features",
  words: "different words",
  embedding: "meaning (embedding)",
};

interface Found {
  readonly row: number;
  readonly distance: number;
  readonly by: string;
}

export function ExampleNearest({ session, row }: { session: Session; row: number }) {
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
            {session.about.models.map((_, place) => (
              <option key={place} value={String(place)}>
                {letter(place)}
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
      {found.value !== null && found.value !== "none" && <Nearest session={session} found={found.value} />}
    </section>
  );
}

function Nearest({ session, found }: { session: Session; found: Found }) {
  const text = session.texts.of(found.row);
  return (
    <blockquote>
      {text !== undefined && (
        <HostileText text={text} spans={session.spans.of(text)} class={session.sharp.value ? "comment" : "comment blurred"} />
      )}
      <p>
        <span class="soft">{`Row ${whole(found.row + 1)}, ${found.by}: ${decimal(found.distance)}. `}</span>
        <button type="button" class="small" onClick={() => session.set({ row: found.row })}>
          Show this row
        </button>
      </p>
    </blockquote>
  );
}
