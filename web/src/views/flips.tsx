// How often decisions hang on an identity term alone: flip rates by what pairs can be parted by.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelKey } from "../parts/model_name.tsx";
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

const MOST = 60; // lines shown, those with the highest lower ends first

export function Flips({ session }: { session: Session }) {
  const by = useSignal<keyof typeof BY>("term");
  const found = useSignal<readonly Flip[] | string>([]);
  const { threshold } = session.state.value;
  useEffect(() => {
    let here = true;
    const fetch = async (): Promise<void> => {
      const answer = await session.answer("flips", { by: by.value, threshold });
      if (here) found.value = typeof answer === "string" ? answer : (answer.value as Flip[]);
    };
    const waiting = setTimeout(() => void fetch(), 150);
    return () => {
      here = false;
      clearTimeout(waiting);
    };
  }, [session, by.value, threshold]);
  return (
    <section>
      <h2 class="part">{`Decisions that flip with an identity term, at score > ${limit(threshold)}`}</h2>
      <label>
        By{" "}
        <select value={by.value} onChange={(event) => (by.value = event.currentTarget.value as keyof typeof BY)}>
          {Object.entries(BY).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {typeof found.value === "string" ? (
        <p class="soft">{found.value}</p>
      ) : (
        <Table session={session} flips={ordered(found.value)} />
      )}
      {typeof found.value !== "string" && found.value.length > MOST && (
        <p class="soft">{`${found.value.length - MOST} more lines are not shown.`}</p>
      )}
    </section>
  );
}

/** Overall first, then those that surely flip most. */
function ordered(flips: readonly Flip[]): Flip[] {
  const key = (one: Flip): number => (one.name === "overall" ? 2 : (one.lower ?? -1));
  return flips.toSorted((one, other) => key(other) - key(one)).slice(0, MOST);
}

function Table({ session, flips }: { session: Session; flips: readonly Flip[] }) {
  const number = (value: number | null): number => value ?? Number.NaN;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {["pairs of", "model", "flip rate", "95 % interval", "pairs", "to positive", "to negative", "evidence"].map(
              (head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {flips.map((one) => (
            <tr key={`${one.model} ${one.name}`}>
              <th scope="row">
                <HostileText text={one.name} most={120} class={session.sharp.value || one.name === "overall" ? "" : "comment"} />
              </th>
              <td>
                <ModelKey model={one.model} />
              </td>
              <td class="number">{decimal(number(one.value))}</td>
              <td class="number">{interval(number(one.lower), number(one.upper))}</td>
              <td class="number">{whole(one.pairs)}</td>
              <td class="number">{whole(one.flips_0_to_1)}</td>
              <td class="number">{whole(one.flips_1_to_0)}</td>
              <td class="mark">{one.mark === 0 ? "" : one.mark === 2 ? "undefined" : "not enough data"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
