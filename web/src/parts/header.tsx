// What was audited: title, rows, models, and how to read the page.

import { whole } from "../format.ts";
import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";

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
      <details>
        <summary>What was audited, and how to read this page</summary>
        <About session={session} />
        <Reading />
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

function Reading() {
  return (
    <ul class="reading">
      <li>A decision is positive where score &gt; threshold. Slices overlap: one row can be in several.</li>
      <li>
        Whiskers are 95&nbsp;% intervals. While the threshold moves, bars follow from counts at once and
        the whiskers when it rests.
      </li>
      <li>
        A hatched, faded bar that says <em>not enough data</em> has an interval that reaches far: read the
        interval, not the bar. A slice without anything to count is <em>undefined</em> and has no bar.
      </li>
      <li>
        Intervals are for one number at a time: of many slices, some differ by chance alone. Orders by
        value or gap put slices without enough data last, because their values lead any order by chance.
      </li>
      <li>A click on a bar shows the rows behind it; a click on a slice's name its confusion matrices.</li>
    </ul>
  );
}
