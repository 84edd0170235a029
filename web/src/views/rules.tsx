// Rules that choose thresholds by group: what they give, how far they miss, and what to beware of.

import { type Signal, useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { decimal, interval, letter, limit, whole } from "../format.ts";
import { plain } from "../plain.ts";
import type { Session } from "../session.ts";

const TITLES: Readonly<Record<string, string>> = {
  SingleThreshold: "one threshold for all, of least cost",
  GroupOptimum: "one a group, of least cost",
  DemographicParity: "demographic parity: equal positive rates",
  EqualOpportunity: "equal opportunity: equal true positive rates",
  FalsePositiveParity: "equal false positive rates",
  EqualAccuracy: "equal accuracy",
  EqualizedOdds: "equalised odds: equal true and false positive rates",
};

interface Gap {
  readonly metric: string;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly lowest: string | null;
  readonly highest: string | null;
}

interface RuledRate {
  readonly slice: number | null;
  readonly metric: string;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly rows: number;
}

interface Ruled {
  readonly rule: string;
  readonly thresholds: readonly (readonly [slice: number, threshold: number | null])[];
  readonly elsewhere: number | null;
  readonly gaps: readonly Gap[];
  readonly rates?: readonly RuledRate[];
  readonly cost: number | null;
  readonly refused: string | null;
  readonly caution: string | null;
  readonly note: string;
  readonly few?: readonly (readonly [slice: number, rows: number])[];
  readonly minimum_rows?: number;
}

interface Asked {
  readonly rule: string;
  readonly family: number;
  readonly model: number;
  readonly tolerance: number;
}

export function Rules({ session, ratio }: { session: Session; ratio: number }) {
  const first = { rule: "FalsePositiveParity", family: 0, model: session.about.baseline ?? 0, tolerance: 0.02 };
  const asked = useSignal<Asked>(first);
  const found = useSignal<Ruled | null>(null);
  const find = async (): Promise<void> => {
    const frame = await session.ask("rule", { ...asked.value, cost_ratio: Math.max(0.001, Math.min(1000, ratio)) });
    if (frame !== null) found.value = frame.value as Ruled;
  };
  return (
    <section>
      <h2 class="part">Thresholds chosen by a rule</h2>
      <RuleForm session={session} asked={asked} find={() => void find()} />
      {found.value !== null && <Outcome session={session} found={found.value} />}
    </section>
  );
}

function RuleForm({ session, asked, find }: { session: Session; asked: Signal<Asked>; find: () => void }) {
  const set = (change: Partial<Asked>): void => {
    asked.value = { ...asked.value, ...change };
  };
  const choice = (title: string, name: keyof Asked, options: readonly (readonly [string, string])[]) => (
    <label>
      {title}{" "}
      <select
        value={String(asked.value[name])}
        onChange={({ currentTarget: { value } }) => set({ [name]: name === "rule" ? value : Number(value) })}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const { families, models } = session.about;
  return (
    <div class="controls">
      {choice("Rule", "rule", Object.entries(TITLES))}
      {choice("Group", "family", families.map((name, place) => [String(place), plain(name)]))}
      {choice("Model", "model", models.map(({ name }, place) => [String(place), `${letter(place)} ${plain(name)}`]))}
      <label>
        Gap allowed{" "}
        <input
          type="number"
          class="narrow"
          min="0"
          max="1"
          step="0.01"
          value={asked.value.tolerance}
          onInput={(event) => set({ tolerance: Math.min(1, Math.max(0, event.currentTarget.valueAsNumber || 0)) })}
        />
      </label>
      <button type="button" onClick={find}>
        Choose thresholds
      </button>
    </div>
  );
}

function Outcome({ session, found }: { session: Session; found: Ruled }) {
  if (found.refused !== null) return <p class="banner">{found.refused}</p>;
  const nameOf = (slice: number): string => session.about.slices[slice]!.name;
  return (
    <>
      {found.caution !== null && <p class="banner">{found.caution}</p>}
      <div class="detail">
        <table>
          <caption>{TITLES[found.rule] ?? found.rule}</caption>
          <thead>
            <tr>
              <th scope="col">slice</th>
              <th scope="col">called positive above</th>
            </tr>
          </thead>
          <tbody>
            {found.thresholds.map(([slice, threshold]) => (
              <tr key={slice}>
                <th scope="row">
                  <HostileText text={nameOf(slice)} most={80} />
                </th>
                <td class="number">{threshold === null ? "every row is positive" : limit(threshold)}</td>
              </tr>
            ))}
            {found.elsewhere !== null && (
              <tr>
                <th scope="row">all other rows</th>
                <td class="number">{limit(found.elsewhere)}</td>
              </tr>
            )}
          </tbody>
        </table>
        <Gaps gaps={found.gaps} />
      </div>
      <InEffect session={session} rates={found.rates ?? []} />
      {(found.few ?? []).map(([slice, rows]) => (
        <p class="soft" key={slice}>
          <HostileText text={nameOf(slice)} most={80} />
          {` has ${whole(rows)} rows that count, fewer than ${whole(found.minimum_rows ?? 0)}: no threshold of its own.`}
        </p>
      ))}
      {found.cost !== null && <p>{`Cost per row: ${decimal(found.cost, 4)}.`}</p>}
      <p class="soft">{found.note}</p>
    </>
  );
}

const EFFECTS = ["false_positive_rate", "true_positive_rate", "positive_rate", "accuracy"] as const;

/** What the thresholds come to in every slice. */
function InEffect({ session, rates }: { session: Session; rates: readonly RuledRate[] }) {
  if (rates.length === 0) return null;
  const slices = [...new Set(rates.map(({ slice }) => slice))];
  const shown = EFFECTS.filter((metric) => rates.some((one) => one.metric === metric));
  const text = (slice: number | null, metric: string): string => {
    const one = rates.find((rate) => rate.slice === slice && rate.metric === metric);
    if (one === undefined || one.value === null) return "undefined";
    return `${decimal(one.value)} (${interval(one.lower ?? Number.NaN, one.upper ?? Number.NaN)})`;
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="These thresholds in effect">
      <table>
        <caption>These thresholds in effect</caption>
        <thead>
          <tr>
            <th scope="col">slice</th>
            {shown.map((metric) => (
              <th scope="col" key={metric}>
                {metric.replaceAll("_", " ")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => (
            <tr key={String(slice)}>
              <th scope="row">
                {slice === null ? "all rows" : <HostileText text={session.about.slices[slice]!.name} most={80} />}
              </th>
              {shown.map((metric) => (
                <td class="number" key={metric}>
                  {text(slice, metric)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  const number = (value: number | null): number => value ?? Number.NaN;
  return (
    <table>
      <caption>Gaps that are left</caption>
      <thead>
        <tr>
          <th scope="col">metric</th>
          <th scope="col">widest gap</th>
          <th scope="col">95 % interval</th>
          <th scope="col">between</th>
        </tr>
      </thead>
      <tbody>
        {gaps.map((gap) => (
          <tr key={gap.metric}>
            <th scope="row">{gap.metric.replaceAll("_", " ")}</th>
            <td class="number">{decimal(number(gap.value))}</td>
            <td class="number">{interval(number(gap.lower), number(gap.upper))}</td>
            <td>
              <HostileText text={`${gap.lowest ?? "–"} and ${gap.highest ?? "–"}`} most={160} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
