// Rows that two models decide otherwise: in which slices that helped, and in which it harmed.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ChartSaving } from "../parts/chart_saving.tsx";
import { HelpHarm } from "../parts/help_harm.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { CHANGE_ORDERS, type ChangeOrder, type Changed, changedDecisions, orderedChanges } from "../changed_decisions.ts";
import { letter, limit, signed, whole } from "../format.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import type { Pair } from "./compare.tsx";

const AT_ONCE = 40; // slices that are drawn before more are asked for

export function ChangedRows({ session, pair }: { session: Session; pair: Pair }) {
  useEffect(() => void session.needRows(), [session]);
  const order = useSignal<ChangeOrder>("harmed");
  const most = useSignal(AT_ONCE);
  const rows = session.rows.value;
  const { threshold } = session.state.value;
  const { slices } = session.about;
  const changed = useMemo(() => {
    if (rows === null) return null;
    const parts = slices.map((slice, place) => ({ rows: slice.rows, bits: rows.slices[place] ?? null }));
    return changedDecisions(rows, parts, pair, threshold);
  }, [rows, slices, pair, threshold]);
  if (!session.can("rows")) return null;
  if (changed === null) return <p role="status">Fetching the rows …</p>;
  const sorted = orderedChanges(changed, order.value);
  const title = `Rows whose decision changed at score > ${limit(threshold)}`;
  const [before, after] = pair.map((model) => `${letter(model)} ${plain(session.about.models[model]!.name)}`);
  return (
    <section>
      <h2 class="part">{title}</h2>
      <label>
        Order{" "}
        <select value={order.value} onChange={(event) => (order.value = event.currentTarget.value as ChangeOrder)}>
          {Object.entries(CHANGE_ORDERS).map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <figure class="whole">
        <Table session={session} pair={pair} changed={sorted.slice(0, most.value)} />
        <ChartSaving name="changed_decisions" title={title} notes={[`From ${before} to ${after}, as shares of a slice's rows`]} />
      </figure>
      {sorted.length > most.value && (
        <button type="button" onClick={() => (most.value += AT_ONCE)}>
          {`Show more of ${sorted.length - most.value} slices`}
        </button>
      )}
    </section>
  );
}

interface TableProps {
  readonly session: Session;
  readonly pair: Pair;
  readonly changed: readonly Changed[];
}

function Table({ session, pair, changed }: TableProps) {
  const widest = Math.max(0.01, ...changed.map(({ rows, helped, harmed }) => Math.max(helped, harmed) / Math.max(rows, 1)));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Rows whose decision changed">
      <table>
        <thead>
          <tr>
            <th scope="col">slice</th>
            <th scope="col">rows</th>
            <th scope="col">harmed: right, then wrong</th>
            <th scope="col">
              <span aria-hidden="true">◀ harmed, helped ▶</span>
              <span class="hidden">drawn</span>
            </th>
            <th scope="col">helped: wrong, then right</th>
            <th scope="col">net, of all rows</th>
            <th scope="col" data-unsaved>
              which
            </th>
          </tr>
        </thead>
        <tbody>
          {changed.map((one) => (
            <Row key={one.slice} session={session} pair={pair} one={one} widest={widest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ session, pair, one, widest }: Omit<TableProps, "changed"> & { one: Changed; widest: number }) {
  const { slice, rows, helped, harmed } = one;
  const { name } = session.about.slices[slice]!;
  const show = (): void => {
    const { threshold } = session.state.peek();
    session.meanOnly({ slices: slice === 0 ? [] : [slice], changed: pair, threshold }, { tab: "examples", row: null });
  };
  return (
    <tr>
      <th scope="row">
        <HostileText text={name} most={120} />
      </th>
      <td class="number">{whole(rows)}</td>
      <td class="number">{whole(harmed)}</td>
      <td>
        <HelpHarm helped={helped / rows} harmed={harmed / rows} widest={widest} />
      </td>
      <td class="number">{whole(helped)}</td>
      <td class="number">{signed((helped - harmed) / rows)}</td>
      <td data-unsaved>
        <button
          type="button"
          class="small"
          disabled={helped + harmed === 0}
          aria-label={`Show the rows of ${plain(name).slice(0, 80)} whose decision changed`}
          onClick={show}
        >
          Show
        </button>
      </td>
    </tr>
  );
}
