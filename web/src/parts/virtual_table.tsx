// A table of any number of rows, of which those in view are drawn; arrow keys move, Enter opens a row, Space ticks it.

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { plain } from "../plain.ts";
import type { Sort } from "../state.ts";
import { scrollTo, visibleRows } from "../visible_rows.ts";

const ROW = 46; // pixels, two lines of text

export interface TableColumn {
  readonly name: string;
  readonly head: JSX.Element | string;
  readonly class: string;
  readonly sortable: boolean;
  readonly cell: (row: number) => JSX.Element | string;
}

interface Props {
  readonly label: string;
  readonly rows: ArrayLike<number>;
  readonly columns: readonly TableColumn[];
  readonly sort: Sort | null;
  readonly setSort: (sort: Sort) => void;
  readonly open: (row: number) => void;
  readonly onVisible: (rows: number[]) => void;
  readonly tick: (row: number) => void;
}

export function VirtualTable({ label, rows, columns, sort, setSort, open, onVisible, tick }: Props) {
  const view = useSignal({ scrollTop: 0, height: 480 });
  const active = useSignal(0);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, top, height } = visibleRows(rows.length, ROW, view.value);
  const shown = Array.from({ length: last - first }, (_, at) => rows[first + at]!);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => onVisible(shown), [shown.join()]);
  useEffect(() => {
    body.current?.style.setProperty("height", `${height}px`);
    body.current?.style.setProperty("--top", `${top}px`);
  });
  const measure = (): void => {
    const { scrollTop, clientHeight } = scroller.current!;
    view.value = { scrollTop, height: clientHeight };
  };
  const go = (place: number): void => {
    active.value = Math.min(rows.length - 1, Math.max(0, place));
    scroller.current!.scrollTop = scrollTo(active.value, rows.length, ROW, view.value);
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.floor(view.value.height / ROW);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const here = rows[active.value];
    if (event.target !== scroller.current) return;
    if (event.key in steps) go(active.value + steps[event.key]!);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "Enter" && here !== undefined) open(here);
    else if (event.key === " " && here !== undefined) tick(here);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="virtual"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={active.value >= first && active.value < last ? `explorer-row-${active.value}` : undefined}
      tabIndex={0}
      ref={scroller}
      onScroll={measure}
      onKeyDown={press}
    >
      <div class="virtual-row head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <Head key={column.name} column={column} sort={sort} setSort={setSort} />
        ))}
      </div>
      <div class="virtual-body" role="rowgroup" ref={body}>
        <div class="virtual-window" role="presentation">
          {shown.map((row, at) => (
            <div
              key={row}
              id={`explorer-row-${first + at}`}
              class={first + at === active.value ? "virtual-row active" : "virtual-row"}
              role="row"
              aria-rowindex={first + at + 2}
              onClick={() => open(row)}
            >
              {columns.map(({ name, class: kind, cell }) => (
                <div key={name} role="gridcell" class={kind}>
                  {cell(row)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface HeadProps {
  readonly column: TableColumn;
  readonly sort: Sort | null;
  readonly setSort: (sort: Sort) => void;
}

function Head({ column: { name, head, class: kind, sortable }, sort, setSort }: HeadProps) {
  const here = sort?.column === name;
  const direction = here ? (sort.down ? "descending" : "ascending") : "none";
  return (
    <div role="columnheader" class={kind} aria-sort={sortable ? direction : undefined}>
      {sortable ? (
        <button
          type="button"
          title={typeof head === "string" ? `Sort by ${plain(head)}` : "Sort"}
          onClick={() => setSort({ column: name, down: here ? !sort.down : true })}
        >
          {head}
        </button>
      ) : (
        head
      )}
    </div>
  );
}
