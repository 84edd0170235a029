// The numbers behind the chart, one cell a row, sorted by any column.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import type { Cell } from "../cells.ts";
import { decimal, percentChange, signed, whole } from "../format.ts";
import { metricHeading } from "../sentences.ts";
import type { Session } from "../session.ts";
import type { Line } from "../slice_choice.ts";
import type { Sort } from "../state.ts";

interface Column {
  readonly head: string;
  readonly key: (cell: Cell) => number;
  readonly show: (cell: Cell) => string;
}

interface Props {
  readonly session: Session;
  readonly lines: readonly Line[];
  readonly baseline: Line;
}

export function SliceTable({ session, lines, baseline }: Props) {
  const open = useSignal(false);
  const { metric, threshold } = session.state.value;
  return (
    <details class="numbers" open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>The numbers behind the chart, as a table</summary>
      {open.value && (
        <Numbers
          session={session}
          cells={lines.flatMap(({ cells }) => cells)}
          columns={columnsOf(session, baseline)}
          caption={metricHeading(session.about, metric, threshold)}
        />
      )}
    </details>
  );
}

function columnsOf(session: Session, baseline: Line): Column[] {
  const { unit, above, below } = session.about.metrics[session.state.value.metric]!;
  const against = (cell: Cell): number => baseline.cells.find(({ model }) => model === cell.model)!.value;
  const number = (head: string, key: (cell: Cell) => number, show = (value: number) => decimal(value, 4)): Column => ({
    head,
    key,
    show: (cell) => show(key(cell)),
  });
  return [
    number("value", ({ value }) => value),
    number("lower", ({ lower }) => lower),
    number("upper", ({ upper }) => upper),
    number(above, ({ numerator }) => numerator, whole),
    number(below, ({ denominator }) => denominator, whole),
    number(unit === "pairs" ? "pairs counted" : "rows counted", ({ rows }) => rows, whole),
    {
      head: `against ${session.about.slices[baseline.slice]!.name}`,
      key: (cell) => cell.value / against(cell),
      show: (cell) => percentChange(cell.value, against(cell)),
    },
    number("change from baseline model", ({ change }) => change, (value) => signed(value, 4)),
  ];
}

interface NumbersProps {
  readonly session: Session;
  readonly cells: readonly Cell[];
  readonly columns: readonly Column[];
  readonly caption: string;
}

function Numbers({ session, cells, columns, caption }: NumbersProps) {
  const sort = useSignal<Sort | null>(null);
  const rows = sorted(cells, columns, sort.value);
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
          {rows.map((cell) => (
            <tr key={`${cell.slice} ${cell.model}`}>
              <th scope="row">
                <HostileText text={session.about.slices[cell.slice]!.name} most={160} />
              </th>
              <td>
                <ModelName session={session} model={cell.model} />
              </td>
              {columns.map(({ head, show }) => (
                <td class="number" key={head}>
                  {show(cell)}
                </td>
              ))}
              <td class="mark">{cell.evidence}</td>
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
function sorted(cells: readonly Cell[], columns: readonly Column[], sort: Sort | null): Cell[] {
  const column = columns.find(({ head }) => head === sort?.column);
  if (sort === null || column === undefined) return [...cells];
  return cells.toSorted((one, other) => {
    const [a, b] = [column.key(one), column.key(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return sort.down ? b - a : a - b;
  });
}
