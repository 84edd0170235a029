// What was audited: title, rows, models, and how to read the page.

import { useComputed } from "@preact/signals";
import { letter, whole } from "../format.ts";
import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";
import { ModelName } from "./model_name.tsx";

export function Header({ session }: { session: Session }) {
  const { about } = session;
  return (
    <div>
      <h1>{about.title === "" ? "Rates by group" : <HostileText text={about.title} />}</h1>
      {about.synthetic && (
        <p class="banner">
          Synthetic data: these numbers describe no real people and no real platform.
        </p>
      )}
      <p class="soft">{summary(session)}</p>
      <Controls session={session} />
      <details>
        <summary>What was audited, and how to read this page</summary>
        <About session={session} />
        <Reading session={session} />
      </details>
    </div>
  );
}

function summary({ about }: Session): string {
  const out = about.left_out.reduce((sum, [, rows]) => sum + rows, 0);
  const parts = [
    `${whole(about.rows)} rows`,
    `${about.slices.length - 1} groups and crossings`,
    `${about.models.length} ${about.models.length === 1 ? "model" : "models"}`,
  ];
  if (about.pairs > 0) parts.push(`${whole(about.pairs)} counterfactual pairs`);
  if (out > 0) parts.push(`${whole(out)} rows left out`);
  return parts.join(", ");
}

/** Which model is whose control. */
function Controls({ session }: { session: Session }) {
  const { models } = session.about;
  const found = models.flatMap(({ control }, model) => {
    const place = models.findIndex(({ name }) => name === control);
    return place < 0 ? [] : [[model, place] as const];
  });
  if (found.length === 0) return null;
  return (
    <p class="soft">
      {"Controls, trained as long without the remedy: "}
      {found.map(([model, control], place) => (
        <span key={model}>
          {place > 0 && ", "}
          {`${letter(control)} of `}
          <ModelName session={session} model={model} />
        </span>
      ))}
      .
    </p>
  );
}

function About({ session: { about } }: { session: Session }) {
  const rows = [
    ...about.left_out.map(([why, count]) => [`left out: ${why}`, whole(count)] as const),
    ...about.not_annotated.map(([name, count]) => [`not annotated: ${name}`, whole(count)] as const),
    ...about.facts,
  ];
  return (
    <dl>
      {rows.map(([name, value]) => (
        <>
          <dt>
            <HostileText text={String(name)} />
          </dt>
          <dd>
            <HostileText text={String(value)} />
          </dd>
        </>
      ))}
    </dl>
  );
}

function Reading({ session }: { session: Session }) {
  const metric = useComputed(() => session.state.value.metric).value; // a threshold that moves changes nothing here
  const widest = session.about.metrics[metric]!.widest ?? 0.1;
  return (
    <ul class="reading">
      <li>A decision is positive where score &gt; threshold. Slices overlap: one row can be in several.</li>
      <li>
        Whiskers are 95&nbsp;% intervals. While the threshold moves, bars follow from counts at once and
        the whiskers when it rests.
      </li>
      <li>
        A hatched, faded bar that says <em>not enough data</em> has an interval that reaches further than{" "}
        {widest} from its value to a side: read the interval, not the bar. A slice without anything to count is <em>undefined</em> and has no bar.
      </li>
      <li>
        Intervals are for one number at a time: of many slices, some differ by chance alone. Orders by
        value or gap put slices without enough data last, because their values lead any order by chance.
      </li>
      <li>
        A model's control was trained as long as it, without its remedy: what the control changes too is not the
        remedy's doing.
      </li>
      <li>A click on a bar shows the rows behind it; a click on a slice's name its confusion matrices.</li>
    </ul>
  );
}
