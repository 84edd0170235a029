// Two models on the same rows: verdicts on what changed, and where decisions helped and harmed.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { Threshold } from "../parts/threshold.tsx";
import { changedDecisions } from "../changed_decisions.ts";
import { decimal, letter, limit, signed, whole } from "../format.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";
import { Flips } from "./flips.tsx";

export function Compare({ session }: { session: Session }) {
  const { baseline, models } = session.about;
  const before = useSignal(baseline ?? 0);
  const after = useSignal(models.findIndex((_, model) => model !== before.value));
  const pair = [before.value, after.value] as const;
  const choice = (title: string, chosen: typeof before) => (
    <label>
      {title}{" "}
      <select value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
        {models.map(({ name }, place) => (
          <option key={place} value={String(place)}>
            {`${letter(place)} ${plain(name)}`}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        {choice("Before", before)} {choice("After", after)}
        <Threshold session={session} />
      </form>
      {before.value === after.value ? (
        <p>Choose two different models.</p>
      ) : (
        <>
          <Decisions session={session} pair={pair} />
          <Verdicts session={session} pair={pair} />
        </>
      )}
      {session.can("flips") && <Flips session={session} />}
    </>
  );
}

interface PairProps {
  readonly session: Session;
  readonly pair: readonly [number, number];
}

function Decisions({ session, pair }: PairProps) {
  useEffect(() => void session.needRows(), [session]);
  const rows = session.rows.value;
  const { threshold } = session.state.value;
  const { slices } = session.about;
  const changed = useMemo(
    () => (rows === null ? null : changedDecisions(rows, [null, ...rows.slices.slice(1)], pair, threshold)),
    [rows, pair[0], pair[1], threshold],
  );
  if (!session.can("rows")) return null;
  if (changed === null) return <p role="status">Fetching the rows …</p>;
  const order = slices.map((_, slice) => slice).toSorted((one, other) => shareOf(other) - shareOf(one));
  function shareOf(slice: number): number {
    const { rows: all, helped, harmed } = changed![slice]!;
    return slice === 0 ? Number.POSITIVE_INFINITY : all === 0 ? -1 : (helped + harmed) / all;
  }
  const show = (slice: number): void => {
    const places = slice === 0 ? [] : [slice];
    session.meanOnly({ slices: places, changed: pair, threshold }, { tab: "examples", row: null });
  };
  return (
    <div class="scroll">
      <table>
        <caption>{`Rows whose decision changed at score > ${limit(threshold)}`}</caption>
        <thead>
          <tr>
            <th scope="col">slice</th>
            <th scope="col">rows</th>
            <th scope="col">helped: wrong, then right</th>
            <th scope="col">harmed: right, then wrong</th>
            <th scope="col">net, of all rows</th>
            <th scope="col">which</th>
          </tr>
        </thead>
        <tbody>
          {order.slice(0, 60).map((slice) => {
            const { rows: all, helped, harmed } = changed[slice]!;
            return (
              <tr key={slice}>
                <th scope="row">
                  <HostileText text={slices[slice]!.name} most={120} />
                </th>
                <td class="number">{whole(all)}</td>
                <td class="number">{whole(helped)}</td>
                <td class="number">{whole(harmed)}</td>
                <td class="number">{signed((helped - harmed) / all)}</td>
                <td>
                  <button type="button" class="small" disabled={helped + harmed === 0} onClick={() => show(slice)}>
                    Show
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface Verdict {
  readonly slice: number;
  readonly metric: string;
  readonly baseline_value: number | null;
  readonly value: number | null;
  readonly change: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly rows: number;
  readonly verdict: string | null;
}

function Verdicts({ session, pair }: PairProps) {
  const { threshold, metric } = session.state.value;
  const found = useSignal<readonly Verdict[] | string | null>(null);
  useEffect(() => {
    let here = true;
    const waiting = setTimeout(() => void fetch(), 150);
    const fetch = async (): Promise<void> => {
      const answer = await session.answer("compare", { before: pair[0], after: pair[1], threshold });
      if (here) found.value = typeof answer === "string" ? answer : (answer.value as Verdict[]);
    };
    return () => {
      here = false;
      clearTimeout(waiting);
    };
  }, [session, pair[0], pair[1], threshold]);
  if (!session.can("compare") || found.value === null) return null;
  if (typeof found.value === "string") return <p class="soft">{`No verdicts: ${found.value}`}</p>;
  const { name, title } = session.about.metrics[metric]!;
  const mine = found.value.filter((one) => one.metric === name);
  const shown = mine.length > 0 ? mine : found.value.filter((one) => one.metric === "false_positive_rate");
  return (
    <>
      <h2 class="part">{`Verdicts on ${mine.length > 0 ? title.toLowerCase() : "the false positive rate"}`}</h2>
      <p class="soft">
        Pass: surely not worse by more than 0.02. Fail: surely worse by more. Inconclusive: the data cannot tell.
        The metric is that of the slices.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {["slice", "before", "after", "change", "95 % interval", "rows", "verdict"].map((head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <VerdictRow key={one.slice} session={session} one={one} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function VerdictRow({ session, one }: { session: Session; one: Verdict }) {
  const number = (value: number | null): number => value ?? Number.NaN;
  const verdict = one.verdict ?? "no way is better";
  const sign = { pass: "✓", fail: "✗", inconclusive: "?" }[verdict] ?? "";
  return (
    <tr>
      <th scope="row">
        <HostileText text={session.about.slices[one.slice]!.name} most={120} />
      </th>
      <td class="number">{decimal(number(one.baseline_value))}</td>
      <td class="number">{decimal(number(one.value))}</td>
      <td class="number">{signed(number(one.change))}</td>
      <td class="number">{`${signed(number(one.lower))} to ${signed(number(one.upper))}`}</td>
      <td class="number">{whole(one.rows)}</td>
      <td class={one.verdict === "fail" ? "mark" : ""}>{`${sign} ${verdict}`}</td>
    </tr>
  );
}
