// The predicate as chips, each of which can be taken away.

import { chipsOf } from "../chip_texts.ts";
import { EVERYTHING, isEverything } from "../predicate.ts";
import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";
import { shortened } from "../column_titles.ts";

export function Chips({ session }: { session: Session }) {
  const { predicate } = session.state.value;
  const chips = chipsOf(session.about, predicate);
  return (
    <div class="chips" role="group" aria-label="Which rows">
      {chips.length === 0 && <span class="soft">All rows. Filters below, or a click on a bar in Slices, narrow them.</span>}
      {chips.map(({ name, text, without }) => (
        <span class="chip" key={name}>
          <HostileText text={text} most={120} />
          <button type="button" aria-label={`Take away: ${shortened(text)}`} onClick={() => session.mean(without)}>
            ×
          </button>
        </span>
      ))}
      {!isEverything(predicate) && (
        <button type="button" class="small" onClick={() => session.set({ predicate: EVERYTHING })}>
          Show all rows
        </button>
      )}
    </div>
  );
}

export { OUTCOME_TITLES } from "../chip_texts.ts";
