// What models say of other texts in the example's place: written by hand, counterfactual, with a word left out.

import { type Signal, useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { Needs } from "../parts/needs.tsx";
import { TextDifference } from "../parts/text_difference.tsx";
import { type Scores, predictions } from "../predictions.ts";
import type { Session } from "../session.ts";
import { ScoreTable, type Variant } from "./score_table.tsx";
import { WordEffects } from "./word_effects.tsx";

interface Props {
  readonly session: Session;
  readonly text: string;
  readonly scores: Scores;
}

export function ExampleTexts({ session, text, scores }: Props) {
  const original = useSignal<Scores>(scores);
  if (!session.can("predict")) return <Needs session={session} what="Scoring other texts" />;
  return (
    <>
      <Edited session={session} text={text} original={original} />
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

function Edited({ session, text, original }: PartProps) {
  const written = useSignal(text);
  const children = useSignal<readonly { text: string; scores: Scores }[]>([]);
  const score = async (event: Event): Promise<void> => {
    event.preventDefault();
    const mine = written.value;
    const found = await scored(session, text, [mine], original);
    if (found !== null) children.value = [{ text: mine, scores: found[0]! }, ...children.value];
  };
  const variants: Variant[] = children.value.map((child, place) => ({
    key: String(children.value.length - place),
    about: <Varied session={session} from={text} to={child.text} />,
    scores: child.scores,
  }));
  return (
    <section>
      <h2 class="part">Change the text</h2>
      <form onSubmit={(event) => void score(event)}>
        <textarea
          class={session.sharp.value ? "" : "blurred"}
          aria-label="The text, to be changed"
          rows={4}
          value={written.value}
          onInput={(event) => (written.value = event.currentTarget.value)}
        />
        <div class="controls">
          <button type="submit">Score it</button>
          <button type="button" onClick={() => (written.value = text)}>
            Back to the original
          </button>
        </div>
      </form>
      {variants.length > 0 && (
        <ScoreTable session={session} caption="Texts tried, the last one first" original={original.value} variants={variants} />
      )}
    </section>
  );
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
    [...scores].some(([model, score]) => score > threshold !== (original.get(model) ?? Number.NaN) > threshold);
  return `${variants.filter(flips).length} of ${variants.length} counterfactual texts flip a decision`;
}

function CounterfactualText({ session, from, made }: { session: Session; from: string; made: Made }) {
  const groups = [made.from_group, made.to_group].filter((group) => group !== null).join(" → ");
  return (
    <>
      <Varied session={session} from={from} to={made.text} />
      <span class="verdict">
        <HostileText text={`${made.generator}, ${groups}`} most={120} />
      </span>
    </>
  );
}

function Varied({ session, from, to }: { session: Session; from: string; to: string }) {
  return <TextDifference from={from} to={to} class={session.sharp.value ? "comment" : "comment blurred"} />;
}
