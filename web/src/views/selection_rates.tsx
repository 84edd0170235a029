// The metric and confusion matrix of some rows, on the spot, and a way to keep them as a slice.

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { ModelKey } from "../parts/model_name.tsx";
import { brief, decimal, limit } from "../format.ts";
import type { Predicate } from "../predicate.ts";
import { RATES, rateOf } from "../rates.ts";
import type { Rows } from "../rows.ts";
import { confusionOf } from "../selection_counts.ts";
import type { Session } from "../session.ts";

interface Props {
  readonly session: Session;
  readonly rows: Rows;
  readonly meant: Uint32Array;
  /** What means these rows; that of the state where left out. */
  readonly predicate?: Predicate;
}

export function SelectionRates({ session, rows, meant, predicate }: Props) {
  const { models, threshold, metric } = session.state.value;
  const { name, title } = session.about.metrics[metric]!;
  const rate = RATES[name];
  const found = useMemo(
    () => models.map((model) => [model, confusionOf(rows, meant, model, threshold)] as const),
    [models, rows, meant, threshold],
  );
  return (
    <div class="selection-rates">
      <table>
        <caption>{`Of these rows, at score > ${limit(threshold)}`}</caption>
        <thead>
          <tr>
            <th scope="col">model</th>
            {rate !== undefined && <th scope="col">{title}</th>}
            {["true positives", "false positives", "true negatives", "false negatives"].map((head) => (
              <th key={head} scope="col" class="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.map(([model, cells]) => {
            const value = rate === undefined ? null : rateOf(rate, cells);
            return (
              <tr key={model}>
                <th scope="row">
                  <ModelKey model={model} />
                </th>
                {value !== null && <td>{`${decimal(value.value)} (${brief(value.numerator)} / ${brief(value.denominator)})`}</td>}
                {[cells.tp, cells.fp, cells.tn, cells.fn].map((count, place) => (
                  <td key={place} class="number">
                    {brief(count)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {session.can("slice_of") && <SaveSlice session={session} predicate={predicate} empty={meant.length === 0} />}
    </div>
  );
}

interface SaveProps {
  readonly session: Session;
  readonly predicate: Predicate | undefined;
  readonly empty: boolean;
}

function SaveSlice({ session, predicate, empty }: SaveProps) {
  const name = useSignal("");
  const kept = useSignal("");
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (wanted === "" || !(await session.keepSlice(wanted, predicate))) return;
    kept.value = wanted;
    name.value = "";
  };
  return (
    <form class="controls" onSubmit={(event) => void save(event)}>
      <label>
        Keep these rows as a slice named{" "}
        <input value={name.value} maxLength={80} onInput={(event) => (name.value = event.currentTarget.value)} />
      </label>
      <button type="submit" disabled={empty}>
        Keep
      </button>
      <span role="status" class="soft">
        {kept.value !== "" && "Kept: Slices shows it with its intervals."}
      </span>
    </form>
  );
}
