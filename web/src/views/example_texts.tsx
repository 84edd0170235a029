// What models say of other texts in the example's place: written by hand, counterfactual, with a word left out.

import { type Signal, useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { Needs } from "../parts/needs.tsx";
import { TextDifference } from "../parts/text_difference.tsx";
import { type Scores, predictions } from "../predictions.ts";
import type { Session } from "../session.ts";
import { categoryTitle } from "../spans.ts";
import { whole } from "../format.ts";
import { partsOf } from "../plain.ts";
import { ChildTable } from "./child_table.tsx";
import { useDraft } from "./draft.ts";
import { ScoreTable, type Variant } from "./score_table.tsx";
import { WordEffects } from "./word_effects.tsx";

interface Props {
  readonly session: Session;
  readonly row: number;
  readonly text: string;
  readonly scores: Scores;
}

export function ExampleTexts({ session, row, text, scores }: Props) {
  const original = useSignal<Scores>(scores);
  if (!session.can("predict")) return <Needs session={session} what="Scoring other texts" method="predict" />;
  return (
    <>
      <Edited session={session} row={row} text={text} original={original} />
      <Counterfactuals session={session} text={text} original={original} />
      <WordEffects session={session} text={text} />
    </>
  );
}

interface PartProps {
  readonly session: Session;
  readonly text: string;
  readonly original: Signal<Scores>;
}

/** Scores texts, the example's own among them: changes are those of the models as they run now. */
async function scored(session: Session, text: string, texts: readonly string[], original: Signal<Scores>) {
  const found = await predictions(session, [text, ...texts]);
  if (found !== null) original.value = found[0]!;
  return found?.slice(1) ?? null;
}

const LONGEST = 100_000; // UTF-16 places of a text that can be changed here

function Edited({ session, row, text, original }: PartProps & { readonly row: number }) {
  const written = useSignal(text);
  const draft = useDraft(session, text, written.value, original);
  const changed = written.value !== text;
  const sharp = session.sharp.value;
  const keep = (event: Event): void => {
    event.preventDefault();
    if (draft !== null && changed) session.children.keep(row, written.value, draft);
  };
  if (text.length > LONGEST) return <p class="soft">{`This text is too long to be changed here: it has ${whole(text.length)} characters.`}</p>;
  return (
    <section>
      <h2 class="part">Change the text</h2>
      <form onSubmit={keep}>
        <textarea
          class={sharp ? "" : "blurred"}
          aria-label="The text, to be changed"
          rows={4}
          value={written.value}
          onInput={(event) => (written.value = event.currentTarget.value)}
        />
        <div class="controls">
          <button type="submit" disabled={!changed || draft === null}>
            Keep as a child
          </button>
          <button type="button" disabled={!changed} onClick={() => (written.value = text)}>
            Back to the original
          </button>
          <span class="soft">Scores follow as you write. The original stays as it is.</span>
        </div>
        <Unseen text={written.value} />
      </form>
      <ChildTable
        session={session}
        row={row}
        original={original.value}
        draft={changed ? { about: <Varied session={session} from={text} to={written.value} />, scores: draft } : null}
        renderChild={(child) => <Varied session={session} from={text} to={child.input as string} />}
        edit={(child) => (written.value = child.input as string)}
      />
    </section>
  );
}

/** Signs that a field to write in cannot show, and that may turn its text around. */
function Unseen({ text }: { text: string }) {
  const names = [...new Set(partsOf(text).flatMap(({ unseen }) => unseen ?? []))];
  if (names.length === 0) return null;
  return <p class="soft">{`It holds signs that cannot be seen while it is changed: ${names.slice(0, 12).join(", ")}.`}</p>;
}

interface Made {
  readonly text: string;
  readonly generator: string;
  readonly term: string;
  readonly from_group: string | null;
  readonly to_group: string | null;
}

function Counterfactuals({ session, text, original }: PartProps) {
  const variants = useSignal<readonly Variant[] | null>(null);
  const find = async (): Promise<void> => {
    const frame = await session.ask("counterfactuals", { text });
    if (frame === null) return;
    const made = frame.value as Made[];
    const found = made.length === 0 ? [] : await scored(session, text, made.map((one) => one.text), original);
    if (found === null) return;
    variants.value = made.map((one, place) => ({
      key: String(place),
      about: <CounterfactualText session={session} from={text} made={one} />,
      scores: found[place]!,
    }));
  };
  return (
    <section>
      <h2 class="part">Swap or leave out identity terms</h2>
      <button type="button" onClick={() => void find()}>
        Try every swap and ablation
      </button>
      {variants.value !== null &&
        (variants.value.length === 0 ? (
          <p>No identity term was found in this text.</p>
        ) : (
          <ScoreTable
            session={session}
            caption={flipSummary(session, variants.value, original.value)}
            original={original.value}
            variants={variants.value}
          />
        ))}
    </section>
  );
}

function flipSummary(session: Session, variants: readonly Variant[], original: Scores): string {
  const { threshold } = session.state.value;
  const flips = ({ scores }: Variant): boolean =>
    [...(scores ?? [])].some(([model, score]) => score > threshold !== (original.get(model) ?? Number.NaN) > threshold);
  return `${variants.filter(flips).length} of ${variants.length} counterfactual texts flip a decision`;
}

function CounterfactualText({ session, from, made }: { session: Session; from: string; made: Made }) {
  const groups = [made.from_group, made.to_group].filter((group) => group !== null).join(" → ");
  return (
    <>
      <Varied session={session} from={from} to={made.text} />
      <span class="verdict">
        <HostileText text={`${generatorTitle(made.generator)}, ${groups}`} most={120} />
      </span>
    </>
  );
}

/** `substitution:race_and_nationality` in words. */
function generatorTitle(generator: string): string {
  const [kind, category = ""] = generator.split(":");
  return `${kind === "ablation" ? "left out" : kind === "substitution" ? "swapped" : kind}: ${categoryTitle(category)}`;
}

function Varied({ session, from, to }: { session: Session; from: string; to: string }) {
  return <TextDifference from={from} to={to} class={session.sharp.value ? "comment" : "comment blurred"} />;
}
