// The curves in numbers: every line at the report's thresholds and at the one chosen.

import { useSignal } from "@preact/signals";
import { decimal, limit } from "../format.ts";
import type { OperatingPoints } from "../operating_points.ts";
import type { Session } from "../session.ts";
import { type Tally, confusionAt, edgeOf } from "../tally.ts";

interface Props {
  readonly session: Session;
  readonly points: readonly OperatingPoints[];
  readonly names: readonly string[];
  readonly ratio: number;
  readonly tally: Tally;
}

const HEADS = ["line", "called positive above", "false positive rate", "true positive rate (recall)", "precision", "cost per row"];
const MOST = 21; // thresholds

export function OperatingTable(props: Props) {
  const open = useSignal(false);
  return (
    <details class="numbers" open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>The curves in numbers, as a table</summary>
      {open.value && <Numbers {...props} />}
    </details>
  );
}

function Numbers({ session, points, names, ratio, tally }: Props) {
  const { threshold } = session.state.value;
  const { bins, thresholds } = session.about;
  const limits = [...new Set([...thresholds.slice(0, MOST), threshold])].toSorted((one, other) => one - other);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The curves in numbers">
      <table>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.flatMap(({ model, slice }, at) =>
            limits.map((one) => {
              const edge = edgeOf(one, bins);
              if (edge === null) return null;
              const { tp, fp, tn, fn } = confusionAt(tally, model, slice, edge);
              const rates = [fp / (fp + tn), tp / (tp + fn), tp / (tp + fp), (ratio * fp + fn) / (tp + fp + tn + fn)];
              return (
                <tr key={`${names[at]} ${one}`}>
                  <th scope="row">{names[at]}</th>
                  <td class="number">{limit(one)}</td>
                  {rates.map((rate, place) => (
                    <td class="number" key={place}>
                      {decimal(rate)}
                    </td>
                  ))}
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </div>
  );
}
