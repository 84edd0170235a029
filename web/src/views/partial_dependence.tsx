// The mean score over all rows as one feature takes each of its values.

import { useSignal } from "@preact/signals";
import { LineChart, type Series } from "../parts/line_chart.tsx";
import { letter, decimal, whole } from "../format.ts";
import { numbers } from "../frames.ts";
import { plain } from "../plain.ts";
import { runnable } from "../predictions.ts";
import type { Session } from "../session.ts";

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

export function PartialDependence({ session }: { session: Session }) {
  const feature = useSignal(0);
  const found = useSignal<Found | null>(null);
  const find = async (): Promise<void> => {
    const series: Series[] = [];
    let about: Answer | null = null;
    for (const model of runnable(session)) {
      const frame = await session.ask("partial_dependence", { feature: feature.value, model });
      if (frame === null) return;
      about = frame.value as Answer;
      const y = numbers(frame, "y");
      const x = frame.columns.has("x") ? numbers(frame, "x") : Uint32Array.from(y, (_, place) => place);
      series.push({ name: letter(model), colour: model, x, y });
    }
    if (about !== null) found.value = { feature: feature.value, about, series };
  };
  const { features } = session.about;
  return (
    <>
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
        <button type="button" onClick={() => void find()}>
          Compute
        </button>
      </div>
      {found.value !== null && <Shown session={session} found={found.value} />}
    </>
  );
}

function Shown({ session, found: { feature, about, series } }: { session: Session; found: Found }) {
  const name = plain(session.about.features[feature]!.name);
  const title = `Mean score over ${whole(about.rows)} of ${whole(about.of)} rows by ${name}`;
  if (about.levels === null) return <LineChart title={title} series={series} x={name} y="mean score" />;
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {about.levels.map((level, place) => (
          <tr key={place}>
            <th scope="row">{plain(level)}</th>
            {series.map((one) => (
              <td key={one.name} class="number">{`${one.name} ${decimal(one.y[place]!)}`}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
