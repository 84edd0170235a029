// Two models on the same rows: verdicts on what changed, and where decisions helped and harmed.

import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Hatch } from "../parts/hatch.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { letter } from "../format.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import { ChangedRows } from "./changed_rows.tsx";
import { Verdicts } from "./verdicts.tsx";

export type Pair = readonly [before: number, after: number];

export function Compare({ session }: { session: Session }) {
  const { baseline, models, metrics } = session.about;
  const first = baseline ?? 0;
  const before = useSignal(first);
  const after = useSignal(models.findIndex((_, model) => model !== first));
  const pair = useMemo<Pair>(() => [before.value, after.value], [before.value, after.value]);
  const { metric } = session.state.value;
  return (
    <>
      <Hatch />
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <ModelSelect session={session} title="Before" chosen={before} />
        <ModelSelect session={session} title="After" chosen={after} />
        <button type="button" class="small" onClick={() => ([before.value, after.value] = [after.value, before.value])}>
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
      {pair[0] === pair[1] ? (
        <p>Choose two different models.</p>
      ) : (
        <>
          <Verdicts session={session} pair={pair} />
          <ChangedRows session={session} pair={pair} />
        </>
      )}
    </>
  );
}

function ModelSelect({ session, title, chosen }: { session: Session; title: string; chosen: Signal<number> }) {
  return (
    <label>
      {title}{" "}
      <select value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
        {session.about.models.map(({ name }, place) => (
          <option key={place} value={String(place)}>
            {`${letter(place)} ${plain(name)}`}
          </option>
        ))}
      </select>
    </label>
  );
}
