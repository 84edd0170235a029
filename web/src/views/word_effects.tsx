// The effect of each word: how the score changes when it is left out.

import { useSignal } from "@preact/signals";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { ModelKey } from "../parts/model_name.tsx";
import { signed } from "../format.ts";
import { numbers } from "../frames.ts";
import { patiently, predictions, runnable } from "../predictions.ts";
import type { Session } from "../session.ts";

interface Effects {
  readonly words: readonly (readonly [start: number, end: number])[];
  /** For each model: how much of the score each word brings. */
  readonly brought: ReadonlyMap<number, readonly number[]>;
}

export function WordEffects({ session, text }: { session: Session; text: string }) {
  const effects = useSignal<Effects | null>(null);
  if (!session.can("without_words")) return null;
  const find = async (): Promise<void> => {
    effects.value = await effectsOf(session, text);
  };
  const models = session.state.value.models.filter((model) => effects.value?.brought.has(model));
  return (
    <section>
      <h2 class="part">What each word brings</h2>
      <button type="button" onClick={() => void find()}>
        Leave out each word in turn
      </button>
      {effects.value !== null && (
        <figure class="whole">
          {models.map((model) => (
            <p key={model} class="words">
              <ModelKey model={model} />
              <Words session={session} text={text} effects={effects.value!} model={model} />
            </p>
          ))}
          <figcaption>
            The number under a word is what it adds to the score: the score less that without the word. Adding is underlined solid,
            taking away dashed; the thicker, the more.
          </figcaption>
          <ChartSaving name="word_effects" title="What each word brings" legend={modelSigns(session, models)} />
        </figure>
      )}
    </section>
  );
}

async function effectsOf(session: Session, text: string): Promise<Effects | null> {
  const [own, frame] = await Promise.all([predictions(session, [text]), patiently(session, session.ask("without_words", { text }))]);
  if (own === null || frame === null) return null;
  const brought = new Map(
    runnable(session).map((model) => {
      const score = own[0]!.get(model)!;
      return [model, Array.from(numbers(frame, `score${model}`), (without) => score - without)] as const;
    }),
  );
  return { words: frame.value as Effects["words"], brought };
}

function Words({ session, text, effects, model }: { session: Session; text: string; effects: Effects; model: number }) {
  const brought = effects.brought.get(model)!;
  const most = Math.max(...brought.map(Math.abs).filter(Number.isFinite), 1e-9);
  return (
    <bdi dir="auto" class={session.sharp.value ? "comment" : "comment blurred"}>
      {effects.words.map(([start, end], place) => {
        const share = Math.abs(brought[place]!) / most;
        const strength = share > 0.66 ? "strong" : share > 0.33 ? "middling" : "weak";
        return (
          <span key={place} class={`word ${strength} ${brought[place]! > 0 ? "up" : "down"}`}>
            <HostileText text={text.slice(start, end)} most={60} />
            <small>{signed(brought[place]!, 2)}</small>
          </span>
        );
      })}
    </bdi>
  );
}
