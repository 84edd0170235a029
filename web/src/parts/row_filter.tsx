// One more condition on the rows: a column, what it should hold, and a button that adds it as a chip.

import { type Signal, useSignal } from "@preact/signals";
import { columnTitle, numberColumns, shortened } from "../column_titles.ts";
import { letter } from "../format.ts";
import { type Predicate } from "../predicate.ts";
import type { Session } from "../session.ts";

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly choice: string;
}

const NOTHING: Asked = { from: "", to: "", choice: "" };

export function RowFilter({ session }: { session: Session }) {
  const kinds = kindsOf(session);
  const name = useSignal(kinds[0]!.name);
  const asked = useSignal(NOTHING);
  const kind = kinds.find((one) => one.name === name.value) ?? kinds[0]!;
  const add = (event: Event): void => {
    event.preventDefault();
    const change = kind.change(session, asked.value);
    if (change === null) return;
    session.mean(change);
    asked.value = NOTHING;
  };
  return (
    <form class="controls filter" autocomplete="off" onSubmit={add}>
      <label>
        Filter by{" "}
        <select
          value={kind.name}
          onChange={(event) => {
            name.value = event.currentTarget.value;
            asked.value = NOTHING;
          }}
        >
          {kinds.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      {kind.choices === null ? <Ends title={kind.title} asked={asked} /> : <Choice kind={kind} asked={asked} />}
      <button type="submit">Add filter</button>
    </form>
  );
}

function Ends({ title, asked }: { title: string; asked: Signal<Asked> }) {
  const field = (end: "from" | "to") => (
    <label>
      {end}{" "}
      <input
        type="number"
        step="any"
        class="narrow"
        aria-label={`${title} ${end}`}
        value={asked.value[end]}
        onInput={(event) => (asked.value = { ...asked.value, [end]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      {field("from")} {field("to")}
    </>
  );
}

function Choice({ kind, asked }: { kind: Kind; asked: Signal<Asked> }) {
  return (
    <select
      aria-label={`${kind.title} is`}
      value={asked.value.choice}
      onChange={(event) => (asked.value = { ...asked.value, choice: event.currentTarget.value })}
    >
      <option value="">choose …</option>
      {kind.choices!.map(([value, title]) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** Something that rows can be filtered by. */
interface Kind {
  readonly name: string;
  readonly title: string;
  /** Values and their titles; null: a number between two ends. */
  readonly choices: readonly (readonly [value: string, title: string])[] | null;
  /** What is added to the predicate; null where too little was asked. */
  readonly change: (session: Session, asked: Asked) => Partial<Predicate> | null;
}

const SIDES = [
  ["1", "positive"],
  ["0", "negative"],
] as const;

function kindsOf(session: Session): Kind[] {
  const { about } = session;
  const weighted = session.rows.value?.weight !== null;
  const numbers = numberColumns(about, weighted).filter((name) => name !== "label");
  const label: Kind = {
    name: "label",
    title: "label",
    choices: SIDES,
    change: (_, { choice }) => (choice === "" ? null : withRange(session, "label", Number(choice), Number(choice))),
  };
  return [label, ...decisionKinds(session), ...familyKinds(session), ...numbers.map((name) => numberKind(session, name)), ...levelKinds(session)];
}

function numberKind({ about }: Session, name: string): Kind {
  return { name, title: columnTitle(about, name), choices: null, change: (session, asked) => rangeAsked(session, name, asked) };
}

function rangeAsked(session: Session, name: string, { from, to }: Asked): Partial<Predicate> | null {
  if (from === "" && to === "") return null;
  return withRange(session, name, from === "" ? null : Number(from), to === "" ? null : Number(to));
}

/** A later range of a column takes the place of an earlier one. */
function withRange(session: Session, name: string, from: number | null, to: number | null): Partial<Predicate> {
  const others = (session.state.value.predicate.ranges ?? []).filter(([column]) => column !== name);
  return { ranges: [...others, [name, from, to]] };
}

function decisionKinds({ about }: Session): Kind[] {
  return about.models.map(({ name }, model) => ({
    name: `decision${model}`,
    title: `decision of ${letter(model)} ${shortened(name)}`,
    choices: [...SIDES, ["none", "no decision"]],
    change: (session, { choice }) => {
      if (choice === "") return null;
      const others = (session.state.value.predicate.decisions ?? []).filter(([one]) => one !== model);
      const decision = choice === "none" ? null : choice === "1" ? 1 : 0;
      return { decisions: [...others, [model, decision]], threshold: session.state.value.threshold };
    },
  }));
}

function familyKinds({ about }: Session): Kind[] {
  return about.families.map((family, place) => ({
    name: `family${place}`,
    title: `group: ${shortened(family)}`,
    choices: about.slices.flatMap(({ name, family: of }, slice) => (of === place ? [[String(slice), shortened(name, 60)] as const] : [])),
    change: (session, { choice }) => {
      const { slices } = session.state.value.predicate;
      return choice === "" || slices.includes(Number(choice)) ? null : { slices: [...slices, Number(choice)] };
    },
  }));
}

function levelKinds({ about }: Session): Kind[] {
  return about.features.flatMap(({ name, levels }, place) => {
    if (levels === null) return [];
    const column = `feature${place}`;
    const choices = [...levels.map((level, at) => [String(at), shortened(level, 60)] as const), ["none", "missing"] as const];
    return [{ name: column, title: shortened(name), choices, change: (session: Session, { choice }: Asked) => withLevel(session, column, choice) }];
  });
}

/** Levels of one category are alternatives of each other. */
function withLevel(session: Session, column: string, choice: string): Partial<Predicate> | null {
  if (choice === "") return null;
  const level = choice === "none" ? null : Number(choice);
  const all = session.state.value.predicate.levels ?? [];
  const here = all.find(([one]) => one === column)?.[1] ?? [];
  if (here.includes(level)) return null;
  return { levels: [...all.filter(([one]) => one !== column), [column, [...here, level]]] };
}
