// What changed from one model to another, in sentences and then in numbers, with a verdict on each slice.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { HeldThresholds } from "../parts/held_thresholds.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelName } from "../parts/model_name.tsx";
import { Needs } from "../parts/needs.tsx";
import { NONE, decimal, signed, whole } from "../format.ts";
import { betterWay } from "../metric_words.ts";
import type { Session } from "../session.ts";
import type { Pair } from "./compare.tsx";

interface Verdict {
  readonly slice: number;
  readonly metric: string;
  readonly baseline_value: number | null;
  readonly value: number | null;
  readonly change: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly rows: number;
  readonly verdict: "pass" | "fail" | "inconclusive" | null;
  readonly sentence: string;
}

const PAUSE = 150; // milliseconds that a slider rests before it is asked
const MOST_SENTENCES = 5;

export function Verdicts({ session, pair }: { session: Session; pair: Pair }) {
  const { threshold, metric } = session.state.value;
  const found = useSignal<readonly Verdict[] | string | null>(null);
  useEffect(() => {
    let here = true;
    const fetch = async (): Promise<void> => {
      const answer = await session.answer("compare", { before: pair[0], after: pair[1], threshold });
      if (here) found.value = typeof answer === "string" ? answer : (answer.value as Verdict[]);
    };
    const waiting = session.can("compare") ? setTimeout(() => void fetch(), PAUSE) : undefined;
    return () => {
      here = false;
      clearTimeout(waiting);
    };
  }, [session, pair, threshold]);
  if (!session.can("compare")) return <Needs session={session} what="Judging the changes" method="compare" />;
  if (found.value === null) return <p role="status">Comparing …</p>;
  if (typeof found.value === "string") return <NoVerdicts session={session} pair={pair} why={found.value} />;
  const { name, title } = session.about.metrics[metric]!;
  const mine = found.value.filter((one) => one.metric === name);
  const shown = mine.length > 0 ? mine : found.value.filter((one) => one.metric === "false_positive_rate");
  const what = mine.length > 0 ? title.toLowerCase() : "false positive rate";
  const sorted = shown.toSorted((one, other) => rank(one) - rank(other));
  return (
    <section>
      <Summary session={session} pair={pair} what={what} verdicts={sorted} />
      {mine.length === 0 && <p class="soft">{`${title} is not compared on the same rows, so this is the false positive rate.`}</p>}
      <VerdictTable session={session} what={what} verdicts={sorted} />
    </section>
  );
}

/** Those that fail first, then sure changes, then what cannot be told; among them the widest change first. */
function rank(one: Verdict): number {
  const { verdict, change } = one;
  const place = verdict === "fail" ? 0 : isSure(one) ? 1 : verdict === "inconclusive" ? 2 : 3;
  return 1000 * place - Math.abs(change ?? 0);
}

/** Whether of no change it is known how sure it is: then that is said once. */
function isBlind(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ lower }) => lower === null);
}

/** Whether a change is surely one, by its interval. */
function isSure({ lower, upper }: Verdict): boolean {
  return lower !== null && upper !== null && (lower > 0 || upper < 0);
}

/** Where a page that stands alone has verdicts, since it has none at this threshold. */
function NoVerdicts({ session, pair, why }: { session: Session; pair: Pair; why: string }) {
  const { baseline, models } = session.about;
  const before = baseline ?? 0;
  if (session.host.kind !== "static") return <p class="finding">{why}</p>;
  if (pair[0] === before) return <HeldThresholds session={session} what="This page holds verdicts" />;
  const after = pair[1] === before ? pair[0] : pair[1];
  return (
    <p class="held">
      {"This page holds verdicts on changes from "}
      <ModelName session={session} model={before} />
      {` alone, which is the baseline of the ${models.length} models. `}
      <button type="button" class="small" onClick={() => session.set({ compare: [before, after] })}>
        Compare from it
      </button>
    </p>
  );
}

interface SummaryProps {
  readonly session: Session;
  readonly pair: Pair;
  readonly what: string;
  readonly verdicts: readonly Verdict[];
}

function Summary({ session, pair, what, verdicts }: SummaryProps) {
  const count = (wanted: Verdict["verdict"]): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [metric] = verdicts.map((one) => session.about.metrics.findIndex(({ name }) => name === one.metric));
  const better = metric === undefined || metric < 0 ? null : betterWay(session.about, metric);
  const gained = verdicts.filter((one) => isSure(one) && (better === "lower" ? one.change! < 0 : one.change! > 0)).length;
  const told = verdicts.filter(({ verdict }) => verdict !== null).length;
  const blind = isBlind(verdicts);
  return (
    <div class="finding">
      <p>
        From <ModelName session={session} model={pair[0]} /> to <ModelName session={session} model={pair[1]} />,{" "}
        {`${what}${told === 0 ? " (of which neither way is better by itself)" : ""}: `}
        {told > 0 && !blind && (
          <strong>
            {`${whole(count("fail"))} of ${whole(verdicts.length)} slices fail, ${whole(count("pass"))} pass, ${whole(count("inconclusive"))} cannot be told${better === null ? "" : `; ${whole(gained)} are surely better`}.`}
          </strong>
        )}
      </p>
      <ul class="reading">
        {[...new Set(verdicts.map(({ sentence }) => sentence))].slice(0, MOST_SENTENCES).map((sentence) => (
          <li key={sentence}>
            <HostileText text={sentence} most={300} />
          </li>
        ))}
        {verdicts.length > MOST_SENTENCES && !blind && <li class="soft">{`${verdicts.length - MOST_SENTENCES} more in the table`}</li>}
      </ul>
      <p class="soft" hidden={blind}>
        Pass: surely not worse by more than 0.02. Fail: surely worse by more. Inconclusive: the data cannot tell.
      </p>
    </div>
  );
}

const SIGNS = { pass: "✓", fail: "✗", inconclusive: "?" } as const;
const HEADS = ["slice", "before", "after", "change", "95 % interval", "rows", "verdict"];

function VerdictTable({ session, what, verdicts }: { session: Session; what: string; verdicts: readonly Verdict[] }) {
  const blind = isBlind(verdicts);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Verdicts">
      <table>
        <caption>{`Verdicts on ${what}`}</caption>
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
          {verdicts.map((one) => (
            <VerdictRow key={one.slice} session={session} one={one} blind={blind} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function VerdictRow({ session, one, blind }: { session: Session; one: Verdict; blind: boolean }) {
  const number = (value: number | null): number => value ?? Number.NaN;
  const said = one.verdict === null ? "no way is better" : `${SIGNS[one.verdict]} ${one.verdict}`;
  return (
    <tr>
      <th scope="row">
        <HostileText text={session.about.slices[one.slice]!.name} most={120} />
      </th>
      <td class="number">{decimal(number(one.baseline_value))}</td>
      <td class="number">{decimal(number(one.value))}</td>
      <td class="number">{signed(number(one.change))}</td>
      <td class="number">
        {one.lower === null || one.upper === null ? NONE : `${signed(one.lower)} to ${signed(one.upper)}`}
      </td>
      <td class="number">{whole(one.rows)}</td>
      <td class={one.verdict === "fail" ? "mark" : ""}>
        {said}
        {one.lower === null && !blind && (
          <span class="verdict">
            <HostileText text={one.sentence} most={300} />
          </span>
        )}
      </td>
    </tr>
  );
}
