// The mean score over all rows as one feature takes each of its values.

import { useSignal } from "@preact/signals";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { HostileText } from "../parts/hostile_text.tsx";
import { LineChart, type Series } from "../parts/line_chart.tsx";
import { ModelKey } from "../parts/model_name.tsx";
import { shortened } from "../column_titles.ts";
import { letter, decimal, whole } from "../format.ts";
import { numbers } from "../frames.ts";
import { plain } from "../plain.ts";
import { runnable } from "../predictions.ts";
import type { Session } from "../session.ts";
import type { Values } from "./example_features.tsx";

interface Answer {
  readonly rows: number;
  readonly of: number;
  readonly levels: readonly string[] | null;
}

interface Found {
  readonly feature: number;
  readonly about: Answer;
  readonly series: readonly Series[];
}

export function PartialDependence({ session, own }: { session: Session; own: Values }) {
  const feature = useSignal(0);
  const found = useSignal<Found | null>(null);
  const busy = useSignal(false);
  const find = async (): Promise<void> => {
    const series: Series[] = [];
    let about: Answer | null = null;
    busy.value = true;
    for (const model of runnable(session)) {
      const frame = await session.ask("partial_dependence", { feature: feature.value, model });
      busy.value = frame !== null;
      if (frame === null) return;
      about = frame.value as Answer;
      const y = numbers(frame, "y");
      const x = frame.columns.has("x") ? numbers(frame, "x") : Uint32Array.from(y, (_, place) => place);
      series.push({ name: letter(model), colour: model, x, y });
    }
    busy.value = false;
    if (about !== null) found.value = { feature: feature.value, about, series };
  };
  const { features } = session.about;
  return (
    <>
      <h3 class="part">The mean score, had every row the same value</h3>
      <div class="controls">
        <label>
          Partial dependence on{" "}
          <select value={String(feature.value)} onChange={(event) => (feature.value = Number(event.currentTarget.value))}>
            {features.map(({ name }, place) => (
              <option key={place} value={String(place)}>
                {plain(name)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={busy.value} onClick={() => void find()}>
          Compute
        </button>
        <span role="status" class="soft">
          {busy.value && "Scoring every row with every value …"}
        </span>
      </div>
      {found.value !== null && <Shown session={session} own={own} found={found.value} />}
    </>
  );
}

function Shown({ session, own, found }: { session: Session; own: Values; found: Found }) {
  const { feature, about, series } = found;
  const name = shortened(session.about.features[feature]!.name);
  const title = `Mean score over ${whole(about.rows)} of ${whole(about.of)} rows by ${name}`;
  const saving = <ChartSaving name="partial_dependence" title={title} legend={modelSigns(session, series.map(({ colour }) => colour))} />;
  const mine = own[session.about.features[feature]!.name] ?? null;
  if (about.levels !== null) {
    return (
      <figure class="whole">
        <LevelBars title={title} levels={about.levels} series={series} own={mine} />
        {saving}
      </figure>
    );
  }
  const marks = typeof mine !== "number" ? [] : series.map((one, place) => [place, mine, heightAt(one, mine)] as const);
  return (
    <figure class="whole">
      <LineChart title={title} series={series} x={name} y="mean score" marks={marks.filter(([, , y]) => Number.isFinite(y))} />
      <p class="soft">{mine === null ? "This row has no value here." : `A dot is this row's own value, ${String(mine)}.`}</p>
      {saving}
    </figure>
  );
}

/** The height of a line at `x`, between its points; nan outside of them. */
function heightAt({ x, y }: Series, at: number): number {
  for (let place = 0; place < x.length; place += 1) {
    if (x[place] === at) return y[place]!;
    if (x[place]! > at) {
      if (place === 0) return Number.NaN;
      const share = (at - x[place - 1]!) / (x[place]! - x[place - 1]!);
      return y[place - 1]! + share * (y[place]! - y[place - 1]!);
    }
  }
  return Number.NaN;
}

interface BarsProps {
  readonly title: string;
  readonly levels: readonly string[];
  readonly series: readonly Series[];
  readonly own: string | number | null;
}

function LevelBars({ title, levels, series, own }: BarsProps) {
  return (
    <table class="level-bars">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">level</th>
          {series.map(({ name, colour }) => (
            <th key={name} scope="col">
              <ModelKey model={colour} /> mean score
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {levels.map((level, place) => (
          <tr key={place}>
            <th scope="row">
              <HostileText text={level} most={60} /> {level === own && <span class="soft">(this row)</span>}
            </th>
            {series.map(({ name, colour, y }) => (
              <td key={name}>
                <svg class="plot" width="120" height="10" aria-hidden="true">
                  <rect class="track" width="100%" height="10" />
                  <rect class={`model-${colour % 6}`} width={`${100 * (y[place]! || 0)}%`} height="10" />
                </svg>{" "}
                {decimal(y[place]!)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
