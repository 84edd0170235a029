// Scores of variants of one example, each held against the example's own: change and flip marked.

import type { JSX } from "preact";
import { ModelKey } from "../parts/model_name.tsx";
import { decimal, letter, signed } from "../format.ts";
import { type Scores, decisionOf } from "../predictions.ts";
import type { Session } from "../session.ts";

export interface Variant {
  readonly key: string;
  readonly about: JSX.Element;
  /** null: not known yet. */
  readonly scores: Scores | null;
}

interface Props {
  readonly session: Session;
  readonly caption: string;
  readonly original: Scores;
  readonly variants: readonly Variant[];
}

export function ScoreTable({ session, caption, original, variants }: Props) {
  const models = session.state.value.models.filter((model) => session.about.models[model]!.runs && variants.some(({ scores }) => scores?.has(model) ?? true));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table class="scores">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">variant</th>
            {models.map((model) => (
              <th scope="col" class="number" key={model}>
                <ModelKey model={model} /> score, change
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">as it is, scored now</th>
            {models.map((model) => (
              <ScoreCell
                key={model}
                score={original.get(model) ?? Number.NaN}
                before={Number.NaN}
                threshold={session.state.value.threshold}
              />
            ))}
          </tr>
          {variants.map(({ key, about, scores }) => (
            <tr key={key}>
              <th scope="row">{about}</th>
              {models.map((model) =>
                scores === null ? (
                  <td key={model} class="number soft">
                    scoring …
                  </td>
                ) : (
                  <ScoreCell
                    key={model}
                    score={scores.get(model) ?? Number.NaN}
                    before={original.get(model) ?? Number.NaN}
                    threshold={session.state.value.threshold}
                  />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <Unasked session={session} original={original} />
    </div>
  );
}

interface CellProps {
  readonly score: number;
  readonly before: number;
  readonly threshold: number;
}

function ScoreCell({ score, before, threshold }: CellProps) {
  const decision = decisionOf(score, threshold);
  const flips = !Number.isNaN(before) && !Number.isNaN(score) && decision !== decisionOf(before, threshold);
  return (
    <td class="number">
      {decimal(score)} {!Number.isNaN(before) && <span class="soft">{signed(score - before)}</span>}
      <span class={flips ? "verdict wrong" : "verdict"}>{flips ? `flips to ${decision}` : decision}</span>
    </td>
  );
}

/** Models of which there are scores alone, so that they say nothing of other inputs. */
function Unasked({ session, original }: { session: Session; original: Scores }) {
  const silent = session.state.value.models.filter((model) => !original.has(model) || !session.about.models[model]!.runs);
  if (silent.length === 0) return null;
  return <p class="soft">{`${silent.map(letter).join(", ")} cannot be asked: only the scores of the rows are known.`}</p>;
}
