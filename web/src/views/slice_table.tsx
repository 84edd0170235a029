// The numbers behind the chart, one cell a row, sorted by any column.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import type { Cell } from "../cells.ts";
import { decimal, limit, percentChange, signed, whole } from "../format.ts";
import { metricHeading } from "../sentences.ts";
import type { SliceView } from "../slice_view.ts";
import type { Sort } from "../state.ts";

/** A cell at a threshold. */
interface Entry {
  readonly cell: Cell;
  readonly threshold: number;
  /** The value of the same model in the slice held against. */
  readonly against: number;
}

interface Column {
  readonly head: string;
  readonly key: (entry: Entry) => number;
  readonly show: (entry: Entry) => string;
}

export function SliceTable({ view }: { view: SliceView }) {
  const open = useSignal(false);
  return (
    <details class="numbers" open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>The numbers behind the chart, as a table</summary>
      {open.value && <Numbers view={view} />}
    </details>
  );
}

function columnsOf(view: SliceView): Column[] {
  const { about } = view.session;
  const { metric, baseline_slice } = view.shown.value;
  const { unit, above, below } = about.metrics[metric]!;
  const column = (head: string, key: (entry: Entry) => number, show: (value: number) => string): Column => ({
    head,
    key,
    show: (entry) => show(key(entry)),
  });
  const rate = (value: number): string => decimal(value, 4);
  const several = view.several.chosen.value.length > 0;
  return [
    ...(several ? [column("called positive above", ({ threshold }) => threshold, limit)] : []),
    column("value", ({ cell }) => cell.value, rate),
    column("lower", ({ cell }) => cell.lower, rate),
    column("upper", ({ cell }) => cell.upper, rate),
    column(above, ({ cell }) => cell.numerator, whole),
    column(below, ({ cell }) => cell.denominator, whole),
    column(unit === "pairs" ? "pairs counted" : "rows counted", ({ cell }) => cell.rows, whole),
    {
      head: `against ${about.slices[baseline_slice]!.name}`,
      key: ({ cell, against }) => cell.value / against,
      show: ({ cell, against }) => percentChange(cell.value, against),
    },
    column("change from baseline model", ({ cell }) => cell.change, (value) => signed(value, 4)),
  ];
}

/** The cells drawn, as they were when the threshold last rested. */
function entriesOf(view: SliceView): Entry[] {
  const { metric, baseline_slice } = view.shown.value;
  const lines = view.lines.value;
  const thresholds = view.several.chosen.value;
  if (thresholds.length === 0) {
    const { threshold, baseline } = view.choice.value;
    const against = (model: number): number => baseline.cells.find((one) => one.model === model)!.value;
    return lines.flatMap(({ cells }) => cells.map((cell) => ({ cell, threshold, against: against(cell.model) })));
  }
  return lines.flatMap(({ slice, cells }) =>
    cells.flatMap(({ model }) =>
      thresholds.map((threshold) => ({
        cell: view.several.cell(metric, threshold, model, slice),
        threshold,
        against: view.several.cell(metric, threshold, model, baseline_slice).value,
      })),
    ),
  );
}

function Numbers({ view }: { view: SliceView }) {
  const sort = useSignal<Sort | null>(null);
  const { session } = view;
  const columns = columnsOf(view);
  const rows = sorted(entriesOf(view), columns, sort.value);
  const { metric } = view.shown.value;
  const several = view.several.chosen.value.length > 0;
  const caption = several
    ? session.about.metrics[metric]!.title
    : metricHeading(session.about, metric, view.choice.value.threshold);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The numbers behind the chart">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">slice</th>
            <th scope="col">model</th>
            {columns.map(({ head }) => (
              <SortHead key={head} head={head} sort={sort.value} set={(next) => (sort.value = next)} />
            ))}
            <th scope="col">evidence</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((entry) => (
            <tr key={`${entry.cell.slice} ${entry.cell.model} ${entry.threshold}`}>
              <th scope="row">
                <HostileText text={session.about.slices[entry.cell.slice]!.name} most={160} />
              </th>
              <td>
                <ModelName session={session} model={entry.cell.model} />
              </td>
              {columns.map(({ head, show }) => (
                <td class="number" key={head}>
                  {show(entry)}
                </td>
              ))}
              <td class="mark">{entry.cell.evidence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SortHeadProps {
  readonly head: string;
  readonly sort: Sort | null;
  readonly set: (sort: Sort) => void;
}

export function SortHead({ head, sort, set }: SortHeadProps) {
  const here = sort?.column === head;
  return (
    <th scope="col" class="number" aria-sort={here ? (sort.down ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => set({ column: head, down: here ? !sort.down : true })}>
        <HostileText text={head} most={40} />
      </button>
    </th>
  );
}

/** What is undefined comes last either way. */
function sorted(entries: readonly Entry[], columns: readonly Column[], sort: Sort | null): Entry[] {
  const column = columns.find(({ head }) => head === sort?.column);
  if (sort === null || column === undefined) return [...entries];
  return entries.toSorted((one, other) => {
    const [a, b] = [column.key(one), column.key(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return sort.down ? b - a : a - b;
  });
}
