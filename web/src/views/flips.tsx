// How often decisions hang on an identity term alone: flip rates by what pairs can be parted by.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { HeldThresholds } from "../parts/held_thresholds.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelKey, ModelName } from "../parts/model_name.tsx";
import { type ValueScale, scaleOver } from "../parts/value_scale.ts";
import { BAR_HEIGHT, barShapes } from "../bar_shapes.ts";
import { decimal, interval, limit, whole } from "../format.ts";
import type { Session } from "../session.ts";

const BY = {
  term: "term",
  direction: "direction of the swap",
  category: "category",
  slice: "slice",
  generator: "generator",
  trained: "trained with or held out",
} as const;

const ORDERS = { sure: "surest flips first", high: "highest rate first", pairs: "most pairs first" } as const;

interface Flip {
  readonly model: number;
  readonly name: string;
  readonly pairs: number;
  readonly flips: number;
  readonly flips_0_to_1: number;
  readonly flips_1_to_0: number;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly mark: number;
}

const AT_ONCE = 30; // lines shown before more are asked for

interface Props {
  readonly session: Session;
  readonly threshold: number;
  readonly models: readonly number[];
}

export function Flips({ session, threshold, models }: Props) {
  const by = useSignal<keyof typeof BY>("term");
  const order = useSignal<keyof typeof ORDERS>("sure");
  const most = useSignal(AT_ONCE);
  const [found, sliceAlone] = useFlips(session, by.value, threshold);
  const title = `Decisions that flip with an identity term, at score > ${limit(threshold)}`;
  const flips = typeof found === "string" || found === null ? [] : found.filter(({ model }) => models.includes(model));
  const sorted = ordered(flips, order.value);
  return (
    <section class="flips">
      <h2 class="part">{title}</h2>
      {typeof found === "string" ? (
        <NoFlips session={session} said={found} />
      ) : (
        <>
          <Overall session={session} flips={flips} />
          <div class="controls">
            {!sliceAlone && <Choice title="By" options={BY} value={by.value} set={(value) => (by.value = value)} />}
            <Choice title="Order" options={ORDERS} value={order.value} set={(value) => (order.value = value)} />
          </div>
          <figure class="whole">
            <Table flips={sorted.slice(0, most.value)} />
            <ChartSaving name="flips" title={title} notes={[`By ${sliceAlone ? BY.slice : BY[by.value]}. Whiskers: 95 % intervals.`]} legend={modelSigns(session)} />
          </figure>
          {sorted.length > most.value && (
            <button type="button" onClick={() => (most.value += AT_ONCE)}>
              {`Show more of ${sorted.length - most.value} lines`}
            </button>
          )}
        </>
      )}
    </section>
  );
}

type Found = readonly Flip[] | string | null;

/**
 * The flips, or why there are none, null until they are known; and whether they can be parted by slice alone, as those
 * of a report without its pairs.
 */
function useFlips(session: Session, by: string, threshold: number): readonly [found: Found, sliceAlone: boolean] {
  const found = useSignal<readonly [Found, boolean]>([null, false]);
  useEffect(() => {
    let here = true;
    const fetch = async (): Promise<void> => {
      const answer = await flipsBy(session, by, threshold);
      const bySlice = typeof answer === "string" ? await flipsBy(session, "slice", threshold) : answer;
      if (here) found.value = typeof bySlice === "string" ? [answer, false] : [bySlice, bySlice !== answer];
    };
    void fetch();
    return () => {
      here = false;
    };
  }, [session, by, threshold]);
  return found.value;
}

async function flipsBy(session: Session, by: string, threshold: number): Promise<readonly Flip[] | string> {
  const answer = await session.answer("flips", { by, threshold });
  return typeof answer === "string" ? answer : (answer.value as Flip[]);
}

function NoFlips({ session, said }: { session: Session; said: string }) {
  if (session.host.kind !== "static") return <p class="soft">{said}</p>;
  return <HeldThresholds session={session} what="This page holds flips" />;
}

interface ChoiceProps<T extends string> {
  readonly title: string;
  readonly options: Readonly<Record<T, string>>;
  readonly value: T;
  readonly set: (value: T) => void;
}

function Choice<T extends string>({ title, options, value, set }: ChoiceProps<T>) {
  return (
    <label>
      {title}{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value as T)}>
        {Object.entries<string>(options).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Each model's flips of all pairs, in a sentence. */
function Overall({ session, flips }: { session: Session; flips: readonly Flip[] }) {
  return (
    <>
      {flips
        .filter(({ name }) => name === "overall")
        .map((one) => (
          <p key={one.model}>
            <ModelName session={session} model={one.model} />
            {`: the decision flips in ${whole(one.flips)} of ${whole(one.pairs)} pairs of texts that differ in a term alone, `}
            <strong>{decimal(one.value ?? Number.NaN)}</strong>
            {` (${interval(one.lower ?? Number.NaN, one.upper ?? Number.NaN)}); ${whole(one.flips_0_to_1)} to positive, ${whole(one.flips_1_to_0)} to negative.`}
          </p>
        ))}
    </>
  );
}

const KEYS: Readonly<Record<keyof typeof ORDERS, (one: Flip) => number>> = {
  sure: ({ lower, mark }) => (mark === 0 ? (lower ?? -1) : -1),
  high: ({ value, mark }) => (mark === 0 ? (value ?? -1) : -1),
  pairs: ({ pairs }) => pairs,
};

/** Overall first, models of the same pairs together by the one that leads, what has too little data or none last. */
function ordered(flips: readonly Flip[], order: keyof typeof ORDERS): Flip[] {
  const leads = new Map<string, number>();
  for (const one of flips) {
    const key = one.name === "overall" ? Number.POSITIVE_INFINITY : KEYS[order](one);
    leads.set(one.name, Math.max(key, leads.get(one.name) ?? Number.NEGATIVE_INFINITY));
  }
  const names = [...leads].toSorted(([, one], [, other]) => (one === other ? 0 : other - one)).map(([name]) => name);
  const places = new Map(names.map((name, place) => [name, place]));
  return flips.toSorted((one, other) => places.get(one.name)! - places.get(other.name)! || one.model - other.model);
}

const HEADS = ["pairs of", "model", "", "flip rate", "95 % interval", "pairs", "to positive", "to negative", "evidence"];

function Table({ flips }: { flips: readonly Flip[] }) {
  const number = (value: number | null): number => value ?? Number.NaN;
  const ends = flips.flatMap(({ value, upper, mark }) => (mark === 0 ? [value ?? 0, upper ?? 0] : [value ?? 0]));
  const scale = scaleOver(0, Math.max(0.01, ...ends));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Flip rates">
      <table>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th scope="col" key={head}>
                {head === "" ? <span class="hidden">drawn</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {flips.map((one) => (
            <tr key={`${one.model} ${one.name}`}>
              <th scope="row">
                <HostileText text={one.name} most={120} />
              </th>
              <td>
                <ModelKey model={one.model} />
              </td>
              <td>
                <FlipBar one={one} scale={scale} />
              </td>
              <td class="number">{decimal(number(one.value))}</td>
              <td class="number">{interval(number(one.lower), number(one.upper))}</td>
              <td class="number">{whole(one.pairs)}</td>
              <td class="number">{whole(one.flips_0_to_1)}</td>
              <td class="number">{whole(one.flips_1_to_0)}</td>
              <td class="mark">{one.mark === 0 ? "" : one.value === null ? "undefined" : "not enough data"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const WIDTH = 160; // pixels of a bar's field

function FlipBar({ one, scale }: { one: Flip; scale: ValueScale }) {
  const [value, lower, upper] = [one.value ?? Number.NaN, one.lower ?? Number.NaN, one.upper ?? Number.NaN];
  const { bar, whisker, arrow } = barShapes({ scale, width: WIDTH, left: 0, top: 0 }, { value, lower, upper });
  const unsure = one.mark !== 0;
  return (
    <svg class="plot flip" width={WIDTH} height={BAR_HEIGHT} aria-hidden="true">
      <path class={`bar model-${one.model % 6}${unsure ? " unsure" : ""}`} d={bar} />
      {unsure && <path class="hatch" fill="url(#explorer-hatch)" d={bar} />}
      <path class="whisker" d={whisker} />
      <path class="arrow" d={arrow} />
    </svg>
  );
}
