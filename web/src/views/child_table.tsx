// An example's children and what is being written now, each held against the example.

import type { JSX } from "preact";
import type { Child } from "../children.ts";
import { decimal, letter } from "../format.ts";
import type { Scores } from "../predictions.ts";
import type { Session } from "../session.ts";
import { ScoreTable, type Variant } from "./score_table.tsx";

interface Props {
  readonly session: Session;
  readonly row: number;
  readonly original: Scores;
  /** What is being written, where it differs from the example; its scores are null while they are not known. */
  readonly draft: { readonly about: JSX.Element; readonly scores: Scores | null } | null;
  readonly renderChild: (child: Child) => JSX.Element;
  readonly edit: (child: Child) => void;
}

export function ChildTable({ session, row, original, draft, renderChild, edit }: Props) {
  const children = session.children.of(row);
  const variants: Variant[] = children.map((child) => ({
    key: String(child.number),
    about: (
      <>
        {renderChild(child)}
        <span class="verdict">
          {`child ${child.number} `}
          <button type="button" class="small" onClick={() => edit(child)}>
            Edit it
          </button>{" "}
          <button type="button" class="small" onClick={() => session.children.remove(row, child)}>
            Remove it
          </button>
        </span>
      </>
    ),
    scores: child.scores,
  }));
  const written: Variant[] = draft === null ? [] : [{ key: "draft", ...draft, about: <Draft>{draft.about}</Draft> }];
  if (draft === null && children.length === 0) return null;
  return (
    <>
      <ScoreTable session={session} caption="Beside the original" original={original} variants={[...written, ...variants]} />
      <Changed session={session} row={row} original={original} />
    </>
  );
}

const ROUNDING = 0.005; // of a score that is no change of the model

/** Models that say something else of the row now than they did when it was audited. */
function Changed({ session, row, original }: { session: Session; row: number; original: Scores }) {
  const changed = session.state.value.models.flatMap((model) => {
    const [then, now] = [session.rows.value?.scores[model]?.[row] ?? Number.NaN, original.get(model) ?? Number.NaN];
    return Math.abs(then - now) > ROUNDING ? [`${letter(model)} says ${decimal(now)} now, ${decimal(then)} in the audit`] : [];
  });
  if (changed.length === 0) return null;
  return <p class="soft">{`${changed.join("; ")}. Changes are against what is said now.`}</p>;
}

function Draft({ children }: { children: JSX.Element }) {
  return (
    <>
      {children}
      <span class="verdict">as it is written above, not kept</span>
    </>
  );
}
