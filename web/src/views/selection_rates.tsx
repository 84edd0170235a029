// The metric and confusion matrix of the rows meant, on the spot, and a way to keep them as a slice.

import { useSignal } from "@preact/signals";
import { ModelKey } from "../parts/model_name.tsx";
import { brief, decimal } from "../format.ts";
import { RATES, rateOf } from "../rates.ts";
import type { Rows } from "../rows.ts";
import { confusionOf } from "../selection_counts.ts";
import type { Session } from "../session.ts";

interface Props {
  readonly session: Session;
  readonly rows: Rows;
  readonly meant: Uint32Array;
}

export function SelectionRates({ session, rows, meant }: Props) {
  const { models, threshold, metric } = session.state.value;
  const { name, title } = session.about.metrics[metric]!;
  const rate = RATES[name];
  return (
    <ul class="selection-rates" aria-label="Of these rows">
      {models.map((model) => {
        const cells = confusionOf(rows, meant, model, threshold);
        const found = rate === undefined ? null : rateOf(rate, cells);
        return (
          <li key={model}>
            <ModelKey model={model} />{" "}
            {found !== null && `${title} ${decimal(found.value)} (${brief(found.numerator)} / ${brief(found.denominator)}). `}
            <span class="soft">
              {`true positives ${brief(cells.tp)}, false positives ${brief(cells.fp)}, ` +
                `true negatives ${brief(cells.tn)}, false negatives ${brief(cells.fn)}`}
            </span>
          </li>
        );
      })}
      <SaveSlice session={session} />
    </ul>
  );
}

function SaveSlice({ session }: { session: Session }) {
  const name = useSignal("");
  if (!session.can("slice_of")) return null;
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.value.trim() !== "" && (await session.keepSlice(name.value.trim()))) name.value = "";
  };
  return (
    <li>
      <form class="inline" onSubmit={(event) => void save(event)}>
        <label>
          Keep these rows as a slice named{" "}
          <input value={name.value} maxLength={80} onInput={(event) => (name.value = event.currentTarget.value)} />
        </label>{" "}
        <button type="submit">Keep</button>
      </form>
    </li>
  );
}
