// The rows meant, with every model's score and decision: searched, sorted, opened one by one.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Chips } from "../parts/chips.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelKey } from "../parts/model_name.tsx";
import { Needs } from "../parts/needs.tsx";
import { RowFilter } from "../parts/row_filter.tsx";
import { SharpChoice } from "../parts/sharp_choice.tsx";
import { TermLegend } from "../parts/term_legend.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { type TableColumn, VirtualTable } from "../parts/virtual_table.tsx";
import { NONE, decimal, whole } from "../format.ts";
import { plain } from "../plain.ts";
import { EVERYTHING } from "../predicate.ts";
import { type Rows, decisionsOf, slicesOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { sortedRows } from "../sorted_rows.ts";
import { SelectionRates } from "./selection_rates.tsx";

export function Examples({ session }: { session: Session }) {
  useEffect(() => void session.needRows(), [session]);
  const rows = session.rows.value;
  const meant = session.meant.value;
  return (
    <>
      <Chips session={session} />
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <Search session={session} />
        <Threshold session={session} />
        <SharpChoice session={session} />
      </form>
      <RowFilter session={session} />
      {rows === null || meant === null ? (
        <p role="status">Fetching the rows …</p>
      ) : (
        <Table session={session} rows={rows} meant={meant} />
      )}
    </>
  );
}

function Search({ session }: { session: Session }) {
  const written = useSignal(session.state.value.predicate.search ?? "");
  const { search } = session.state.value.predicate;
  const possible = session.about.texts !== "none" && (session.can("select") || session.can("texts"));
  if (!possible && session.about.features.length > 0) return null;
  if (!possible) return <Needs session={session} what="Searching texts" method="texts" />;
  const partly = session.about.texts === "sample" && !session.can("select");
  return (
    <label>
      Text holds{" "}
      <input
        type="search"
        value={search ?? written.value}
        onInput={(event) => session.mean({ search: event.currentTarget.value || null })}
      />
      {partly && <span class="soft"> among the sample of texts in this page</span>}
    </label>
  );
}

interface TableProps {
  readonly session: Session;
  readonly rows: Rows;
  readonly meant: Uint32Array;
}

function Table({ session, rows, meant }: TableProps) {
  const { sort } = session.state.value;
  const ticked = session.ticked.value;
  const inOrder = useMemo(() => sortedRows(meant, rows, sort), [meant, rows, sort]);
  return (
    <>
      <p role="status">{`${whole(meant.length)} of ${whole(rows.count)} rows`}</p>
      {ticked.size === 0 ? (
        <SelectionRates session={session} rows={rows} meant={meant} />
      ) : (
        <Ticked session={session} rows={rows} ticked={ticked} />
      )}
      <TermLegend session={session} />
      <VirtualTable
        label="Examples"
        rows={inOrder}
        columns={columnsOf(session, rows)}
        sort={sort}
        setSort={(next) => session.set({ sort: next })}
        open={(row) => session.set({ row, tab: "example" })}
        onVisible={(visible) => void session.show(visible)}
        tick={(row) => tick(session, row)}
      />
    </>
  );
}

function tick(session: Session, row: number): void {
  const ticked = new Set(session.ticked.value);
  if (!ticked.delete(row)) ticked.add(row);
  session.ticked.value = ticked;
}

/** Rows that were ticked one by one. */
function Ticked({ session, rows, ticked }: { session: Session; rows: Rows; ticked: ReadonlySet<number> }) {
  const places = useMemo(() => Uint32Array.from(ticked).toSorted(), [ticked]);
  const predicate = useMemo(() => ({ ...EVERYTHING, rows: Array.from(places) }), [places]);
  const clear = (): void => {
    session.ticked.value = new Set();
  };
  const only = (): void => {
    session.set({ predicate });
    clear();
  };
  return (
    <>
      <p class="controls">
        <strong>{`${whole(ticked.size)} ${ticked.size === 1 ? "row" : "rows"} ticked`}</strong>
        <button type="button" class="small" onClick={only}>
          Show only these
        </button>
        <button type="button" class="small" onClick={clear}>
          Untick all
        </button>
      </p>
      <SelectionRates session={session} rows={rows} meant={places} predicate={predicate} />
    </>
  );
}

function columnsOf(session: Session, rows: Rows): TableColumn[] {
  const { about } = session;
  const { models } = session.state.value;
  const texts: TableColumn[] =
    about.texts === "none"
      ? []
      : [{ name: "text", head: "text", class: "text", sortable: false, cell: (row) => <Text session={session} row={row} /> }];
  const label: TableColumn = {
    name: "label",
    head: "label",
    class: "label",
    sortable: true,
    cell: (row) => (rows.label[row] === 1 ? "positive" : "negative"),
  };
  const groups: TableColumn = {
    name: "groups",
    head: "groups",
    class: "groups",
    sortable: false,
    cell: (row) => <Groups session={session} rows={rows} row={row} />,
  };
  const features = about.features.map((_, feature) => featureColumn(session, rows, feature));
  return [tickColumn(session), rowColumn(), ...texts, label, ...models.map((model) => scoreColumn(session, rows, model)), ...features, groups];
}

function tickColumn(session: Session): TableColumn {
  return {
    name: "tick",
    head: <span class="hidden">ticked</span>,
    class: "tick",
    sortable: false,
    cell: (row) => (
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Tick row ${whole(row + 1)}`}
        checked={session.ticked.value.has(row)}
        onClick={(event) => event.stopPropagation()}
        onChange={() => tick(session, row)}
      />
    ),
  };
}

function rowColumn(): TableColumn {
  return { name: "row", head: "row", class: "place", sortable: false, cell: (row) => whole(row + 1) };
}

function scoreColumn(session: Session, rows: Rows, model: number): TableColumn {
  const decided = decisionsOf(rows, model, session.state.value.threshold);
  return {
    name: `score${model}`,
    head: (
      <span title={plain(session.about.models[model]!.name)}>
        <ModelKey model={model} /> score
      </span>
    ),
    class: "score",
    sortable: true,
    cell: (row) => <Score score={rows.scores[model]![row]!} decision={decided(row)} label={rows.label[row]!} />,
  };
}

interface ScoreProps {
  readonly score: number;
  readonly decision: 0 | 1 | null;
  readonly label: number;
}

function Score({ score, decision, label }: ScoreProps) {
  if (decision === null) return <span class="soft">no decision</span>;
  const wrong = decision !== label;
  return (
    <>
      {decimal(score)}
      <span class={wrong ? "verdict wrong" : "verdict"}>
        {`${decision === 1 ? "positive" : "negative"}, ${wrong ? "wrong" : "right"}`}
      </span>
    </>
  );
}

function featureColumn(session: Session, rows: Rows, feature: number): TableColumn {
  const { name, levels } = session.about.features[feature]!;
  const values = rows.features[feature]!;
  return {
    name: `feature${feature}`,
    head: <HostileText text={name} most={24} />,
    class: "feature",
    sortable: true,
    cell: (row) =>
      levels === null ? featureNumber(values[row]!) : <HostileText text={levels[values[row]!] ?? "–"} most={40} />,
  };
}

const DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

function featureNumber(value: number): string {
  return Number.isNaN(value) ? NONE : DIGITS.format(value);
}

function Text({ session, row }: { session: Session; row: number }) {
  const text = session.texts.of(row);
  if (text === undefined) {
    return <span class="soft">{session.texts.isMissing(row) ? "not kept in this page" : "…"}</span>;
  }
  return (
    <HostileText
      text={text}
      spans={session.spans.of(text)}
      most={300}
      class={session.sharp.value ? "comment" : "comment blurred"}
    />
  );
}

function Groups({ session, rows, row }: { session: Session; rows: Rows; row: number }) {
  const names = slicesOf(rows, session.about, row).map((slice) => session.about.slices[slice]!.name);
  return <HostileText text={names.join(", ")} most={120} />;
}
