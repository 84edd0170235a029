// Two models on the same rows: verdicts on what changed, and where decisions helped and harmed.

import { useMemo } from "preact/hooks";
import { Hatch } from "../parts/hatch.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { letter } from "../format.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import type { Compared } from "../state.ts";
import { ChangedRows } from "./changed_rows.tsx";
import { Verdicts } from "./verdicts.tsx";

export type Pair = Compared;

export function Compare({ session }: { session: Session }) {
  const { metrics } = session.about;
  const { metric } = session.state.value;
  const [before, after] = comparedIn(session);
  const pair = useMemo<Pair>(() => [before, after], [before, after]);
  const set = (compare: Pair): void => session.set({ compare });
  return (
    <>
      <Hatch />
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <ModelSelect session={session} title="Before" chosen={before} set={(model) => set(withModel(pair, 0, model))} />
        <ModelSelect session={session} title="After" chosen={after} set={(model) => set(withModel(pair, 1, model))} />
        <button type="button" class="small" onClick={() => set([after, before])}>
          ⇄ Exchange
        </button>
        <label>
          Metric{" "}
          <select value={String(metric)} onChange={(event) => session.set({ metric: Number(event.currentTarget.value) })}>
            {metrics.map(({ title }, place) => (
              <option key={place} value={String(place)}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <Threshold session={session} />
      </form>
      <Verdicts session={session} pair={pair} />
      <ChangedRows session={session} pair={pair} />
    </>
  );
}

/** The models of the state; at first the baseline model and the first other. */
function comparedIn({ about, state }: Session): Pair {
  const first = about.baseline ?? 0;
  return state.value.compare ?? [first, about.models.findIndex((_, model) => model !== first)];
}

/** The pair with a model at its place; the two change places where it is the other one. */
function withModel([before, after]: Pair, place: 0 | 1, model: number): Pair {
  if (place === 0) return [model, model === after ? before : after];
  return [model === before ? after : before, model];
}

interface SelectProps {
  readonly session: Session;
  readonly title: string;
  readonly chosen: number;
  readonly set: (model: number) => void;
}

function ModelSelect({ session, title, chosen, set }: SelectProps) {
  return (
    <label>
      {title}{" "}
      <select value={String(chosen)} onChange={(event) => set(Number(event.currentTarget.value))}>
        {session.about.models.map(({ name }, place) => (
          <option key={place} value={String(place)}>
            {`${letter(place)} ${plain(name)}`}
          </option>
        ))}
      </select>
    </label>
  );
}
