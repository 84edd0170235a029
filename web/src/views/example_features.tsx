// The features of an example: changed by hand and scored, and what models make of each over all rows.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { Needs } from "../parts/needs.tsx";
import { plain } from "../plain.ts";
import { type Input, type Scores, predictions } from "../predictions.ts";
import type { Feature } from "../description.ts";
import type { Rows } from "../rows.ts";
import type { Session } from "../session.ts";
import { PartialDependence } from "./partial_dependence.tsx";
import { ScoreTable, type Variant } from "./score_table.tsx";

type Values = Readonly<Record<string, string | number | null>>;

interface Props {
  readonly session: Session;
  readonly rows: Rows;
  readonly row: number;
  readonly scores: Scores;
}

export function ExampleFeatures({ session, rows, row, scores }: Props) {
  const own = valuesOf(session, rows, row);
  const written = useSignal<Values>(own);
  const tried = useSignal<readonly { values: Values; scores: Scores }[]>([]);
  const original = useSignal<Scores>(scores);
  const possible = session.can("predict") && session.about.texts === "none";
  const score = async (event: Event): Promise<void> => {
    event.preventDefault();
    const mine = written.value;
    const found = await predictions(session, [own, mine] as Input[]);
    if (found === null) return;
    original.value = found[0]!;
    tried.value = [{ values: mine, scores: found[1]! }, ...tried.value];
  };
  const variants: Variant[] = tried.value.map((child, place) => ({
    key: String(tried.value.length - place),
    about: <Changes own={own} values={child.values} />,
    scores: child.scores,
  }));
  return (
    <section>
      <h2 class="part">Features</h2>
      {!possible && <Needs session={session} what="Scoring changed features" />}
      <form class="features" onSubmit={(event) => void score(event)}>
        {session.about.features.map((feature) => (
          <FeatureField
            key={feature.name}
            feature={feature}
            value={written.value[feature.name] ?? null}
            disabled={!possible}
            set={(value) => (written.value = { ...written.value, [feature.name]: value })}
          />
        ))}
        {possible && (
          <div class="controls">
            <button type="submit">Score it</button>
            <button type="button" onClick={() => (written.value = own)}>
              Back to the original
            </button>
          </div>
        )}
      </form>
      {variants.length > 0 && (
        <ScoreTable session={session} caption="Rows tried, the last one first" original={original.value} variants={variants} />
      )}
      {session.can("partial_dependence") && <PartialDependence session={session} />}
    </section>
  );
}

function valuesOf(session: Session, rows: Rows, row: number): Values {
  const entries = session.about.features.map(({ name, levels }, feature) => {
    const value = rows.features[feature]![row]!;
    if (levels !== null) return [name, levels[value] ?? null] as const;
    return [name, Number.isNaN(value) ? null : value] as const;
  });
  return Object.fromEntries(entries);
}

interface FieldProps {
  readonly feature: Feature;
  readonly value: string | number | null;
  readonly disabled: boolean;
  readonly set: (value: string | number | null) => void;
}

function FeatureField({ feature: { name, levels }, value, disabled, set }: FieldProps) {
  return (
    <label>
      <HostileText text={name} most={60} />
      {levels === null ? (
        <input
          type="number"
          step="any"
          disabled={disabled}
          value={value ?? ""}
          onInput={(event) => {
            const written = event.currentTarget.valueAsNumber;
            set(Number.isNaN(written) ? null : written);
          }}
        />
      ) : (
        <select
          disabled={disabled}
          value={value === null ? "" : `=${value}`}
          onChange={(event) => set(event.currentTarget.value === "" ? null : event.currentTarget.value.slice(1))}
        >
          <option value="">missing</option>
          {levels.map((level) => (
            <option key={level} value={`=${level}`}>
              {plain(level).slice(0, 60)}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}

function Changes({ own, values }: { own: Values; values: Values }) {
  const changed = Object.keys(own).filter((name) => own[name] !== values[name]);
  const text = changed.map((name) => `${name}: ${own[name] ?? "missing"} → ${values[name] ?? "missing"}`).join(", ");
  return text === "" ? <span class="soft">nothing changed</span> : <HostileText text={text} most={300} />;
}
