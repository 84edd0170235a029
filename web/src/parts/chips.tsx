// The predicate as chips, each of which can be taken away.

import { limit, letter, whole } from "../format.ts";
import { type Predicate, EVERYTHING, isEverything } from "../predicate.ts";
import type { Cell } from "../rates.ts";
import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";

export const OUTCOME_TITLES: Readonly<Record<Cell, string>> = {
  tp: "true positives",
  fp: "false positives",
  tn: "true negatives",
  fn: "false negatives",
};

interface Chip {
  readonly name: string;
  readonly text: string;
  readonly without: Partial<Predicate>;
}

export function chipsOf(session: Session): Chip[] {
  const { about } = session;
  const { predicate } = session.state.value;
  const { slices, outcome, model, threshold, search, rows, changed, x, y } = predicate;
  const at = threshold === null ? "" : ` at ${limit(threshold)}`;
  const chips: Chip[] = slices.map((slice) => ({
    name: `slice${slice}`,
    text: about.slices[slice]!.name,
    without: { slices: slices.filter((one) => one !== slice) },
  }));
  const add = (name: keyof Predicate, text: string): void => {
    chips.push({ name, text, without: { [name]: null } });
  };
  if (outcome !== null && model !== null) {
    const named = `${letter(model)} ${about.models[model]!.name}`;
    add("outcome", `${OUTCOME_TITLES[outcome]} of ${named}${at}`);
  }
  if (changed !== null) add("changed", `decided otherwise by ${changed.map(letter).join(" and ")}${at}`);
  if (search !== null && search !== "") add("search", `text holds “${search}”`);
  if (rows !== null) add("rows", `${whole(rows.length)} rows chosen`);
  for (const [name, range] of [["x", x], ["y", y]] as const) {
    if (range !== null) add(name, `${range[0]} from ${limit(range[1])} to ${limit(range[2])}`);
  }
  return chips;
}

export function Chips({ session }: { session: Session }) {
  const chips = chipsOf(session);
  return (
    <div class="chips" role="group" aria-label="Which rows">
      {chips.length === 0 && <span class="soft">All rows. A click on a bar narrows them.</span>}
      {chips.map(({ name, text, without }) => (
        <span class="chip" key={name}>
          <HostileText text={text} most={120} />
          <button type="button" aria-label="Take away" onClick={() => session.mean(without)}>
            ×
          </button>
        </span>
      ))}
      {!isEverything(session.state.value.predicate) && (
        <button type="button" class="small" onClick={() => session.set({ predicate: EVERYTHING })}>
          Show all rows
        </button>
      )}
    </div>
  );
}
