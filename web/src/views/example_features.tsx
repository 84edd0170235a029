// The features of an example: changed by hand and scored, and what models make of each over all rows.

import { useSignal } from "@preact/signals";
import { HostileText } from "../parts/hostile_text.tsx";
import { Needs } from "../parts/needs.tsx";
import { plain } from "../plain.ts";
import type { Scores } from "../predictions.ts";
import type { Feature } from "../description.ts";
import type { Rows } from "../rows.ts";
import type { Session } from "../session.ts";
import { ChildTable } from "./child_table.tsx";
import { useDraft } from "./draft.ts";
import { PartialDependence } from "./partial_dependence.tsx";

export type Values = Readonly<Record<string, string | number | null>>;

interface Props {
  readonly session: Session;
  readonly rows: Rows;
  readonly row: number;
  readonly scores: Scores;
}

export function ExampleFeatures({ session, rows, row, scores }: Props) {
  const own = valuesOf(session, rows, row);
  const written = useSignal<Values>(own);
  const original = useSignal<Scores>(scores);
  const possible = session.can("predict") && session.about.texts === "none";
  const draft = useDraft(session, own, written.value, original);
  const changed = Object.keys(own).some((name) => own[name] !== written.value[name]);
  const keep = (event: Event): void => {
    event.preventDefault();
    if (draft !== null && changed) session.children.keep(row, written.value, draft);
  };
  return (
    <section>
      <h2 class="part">Features</h2>
      {!possible && <Needs session={session} what="Scoring changed features" method="predict" />}
      <form class="features" onSubmit={keep}>
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
            <button type="submit" disabled={!changed || draft === null}>
              Keep as a child
            </button>
            <button type="button" disabled={!changed} onClick={() => (written.value = own)}>
              Back to the original
            </button>
            <span class="soft">Scores follow as you change a value. The original stays as it is.</span>
          </div>
        )}
      </form>
      <ChildTable
        session={session}
        row={row}
        original={original.value}
        draft={changed && possible ? { about: <Changes own={own} values={written.value} />, scores: draft } : null}
        renderChild={(child) => <Changes own={own} values={child.input as Values} />}
        edit={(child) => (written.value = child.input as Values)}
      />
      {session.can("partial_dependence") && <PartialDependence session={session} own={own} />}
    </section>
  );
}

/** What the features of a row hold. */
export function valuesOf(session: Session, rows: Rows, row: number): Values {
  const entries = session.about.features.map(({ name, levels }, feature) => {
    const value = rows.features[feature]![row]!;
    if (levels !== null) return [name, levels[value] ?? null] as const;
    return [name, Number.isNaN(value) ? null : shortest(value)] as const;
  });
  return Object.fromEntries(entries);
}

const ENOUGH = 9; // digits that tell any number of single precision

/** A number of single precision in as few digits as tell it: 0.1, not 0.10000000149. */
export function shortest(value: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 6; digits < ENOUGH; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
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
