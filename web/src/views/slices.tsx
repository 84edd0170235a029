// The first view: every slice with its value, interval and counts, all models side by side.

import { useEffect, useMemo } from "preact/hooks";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { Hatch } from "../parts/hatch.tsx";
import { limit } from "../format.ts";
import { metricHint } from "../metric_words.ts";
import { metricHeading } from "../sentences.ts";
import type { Session } from "../session.ts";
import { NO_FILTER } from "../slice_choice.ts";
import { AT_ONCE, SliceView } from "../slice_view.ts";
import { Finding } from "./finding.tsx";
import { Flips } from "./flips.tsx";
import { OtherFindings } from "./other_findings.tsx";
import { SliceChart } from "./slice_chart.tsx";
import { SliceControls } from "./slice_controls.tsx";
import { SliceTable } from "./slice_table.tsx";

export function Slices({ session }: { session: Session }) {
  const view = useMemo(() => new SliceView(session), [session]);
  useEffect(() => () => view.close(), [view]);
  return (
    <>
      <Hatch />
      <Heading view={view} />
      <Finding view={view} />
      <OtherFindings view={view} />
      <SliceControls view={view} />
      <Legend view={view} />
      <figure class="whole">
        <SliceChart view={view} />
        <Saving view={view} />
      </figure>
      <More view={view} />
      <SliceTable view={view} />
      {session.can("flips") && <RestingFlips view={view} />}
    </>
  );
}

function Heading({ view }: { view: SliceView }) {
  const { about } = view.session;
  const { metric } = view.shown.value;
  const several = view.several.chosen.value;
  const { title, at_threshold } = about.metrics[metric]!;
  if (several.length > 0) return <h2>{`${title} at score > ${several.map(limit).join(", ")}`}</h2>;
  return (
    <h2>
      {title}
      {at_threshold && <At session={view.session} />}
    </h2>
  );
}

function At({ session }: { session: Session }) {
  return (
    <>
      {" at score > "}
      <span class="steady">{limit(session.state.value.threshold)}</span>
    </>
  );
}

/** What is counted, and what the marks of the chart mean. */
function Legend({ view }: { view: SliceView }) {
  const { metric, changes } = view.shown.value;
  return (
    <p class="soft">
      {metricHint(view.session.about, metric)}.{" "}
      {changes
        ? "A ring is the baseline model, a disc the model after it."
        : "Bars are values, whiskers their 95 % intervals."}{" "}
      Dashed: the value that the others are held against.
      {view.session.can("rows") ? "" : " The rows behind the bars are not here: Examples says why."}
      {view.several.chosen.value.length > 0 && " Hatched, with a *: not enough data. With a °: its interval is not known here."}
    </p>
  );
}

function Saving({ view }: { view: SliceView }) {
  const { session, choice, shown, several } = view;
  const { metric, baseline_slice, changes } = shown.value;
  const { title } = session.about.metrics[metric]!;
  const against = session.about.slices[baseline_slice]!.name;
  const thresholds = several.chosen.value;
  const heading =
    thresholds.length > 0
      ? `${title} at score > ${thresholds.map(limit).join(", ")}`
      : metricHeading(session.about, metric, choice.value.threshold);
  const marks = changes ? "Ring: the baseline model, disc: the model after it" : "Whiskers: 95 % intervals";
  const notes = [`${metricHint(session.about, metric)}. ${marks}. Dashed: the value of ${against}. Hatched: not enough data.`];
  return <ChartSaving name="slices" title={heading} notes={notes} legend={modelSigns(session, shown.value.models)} />;
}

/** Flips where the threshold last rested: they are not asked for while it moves. */
function RestingFlips({ view }: { view: SliceView }) {
  return <Flips session={view.session} threshold={view.choice.value.threshold} models={view.shown.value.models} />;
}

/** Slices that the filter leaves out, by why it does. */
function NotShown({ view }: { view: SliceView }) {
  const { left } = view.choice.value;
  if (left.length === 0) return null;
  const { session, filter } = view;
  const all = (): void => {
    filter.value = NO_FILTER;
    if (session.state.peek().family !== null) session.set({ family: null, slices: [] });
  };
  return (
    <p class="soft">
      {`Not shown: ${left.map(([why, slices]) => `${slices} ${slices === 1 ? "slice" : "slices"} ${why}`).join(", ")}. `}
      <button type="button" class="small" onClick={all}>
        Show all
      </button>
    </p>
  );
}

function More({ view }: { view: SliceView }) {
  const { lines } = view.choice.value;
  const rest = lines.length - view.most.value;
  return (
    <>
      {rest > 0 && (
        <p class="more">
          <button type="button" onClick={() => (view.most.value += AT_ONCE)}>
            {`Show ${Math.min(AT_ONCE, rest)} more of ${rest} slices`}
          </button>
        </p>
      )}
      <NotShown view={view} />
    </>
  );
}
