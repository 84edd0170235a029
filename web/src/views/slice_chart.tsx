// One row a slice, in it one line a model: bar, value, counts, percent change, evidence.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { HostileText } from "../parts/hostile_text.tsx";
import { MovingBars } from "../parts/moving_bars.tsx";
import { brief } from "../format.ts";
import type { SliceView } from "../slice_view.ts";
import { SliceAxis } from "./slice_axis.tsx";
import { SliceDetail } from "./slice_detail.tsx";
import { SliceLine } from "./slice_line.tsx";
import { SmallMultiples } from "./small_multiples.tsx";

export function SliceChart({ view }: { view: SliceView }) {
  const chart = useRef<HTMLDivElement>(null);
  const { changes, order, models } = view.shown.value;
  const baselineModel = view.session.about.baseline;
  const several = view.several.chosen.value.length > 0;
  useWidth(view, chart, several);
  const [baseline, ...lines] = view.lines.value;
  const noisyFrom = ["high", "low", "gap"].includes(order) ? lines.findIndex(({ enough }) => !enough) : -1;
  const kinds = ["chart", changes && "changes", several && "several"].filter(Boolean);
  return (
    <div class={kinds.join(" ")} ref={chart}>
      <MovingBars view={view} models={changes ? models.filter((model) => model !== baselineModel) : models} />
      <SliceAxis view={view} />
      <ol class="slices" aria-label="Slices">
        {[baseline!, ...lines].map(({ slice }, place) => (
          <>
            {place - 1 === noisyFrom && noisyFrom >= 0 && (
              <li class="divider" key="divider">
                Not enough data from here on: this order is mostly noise
              </li>
            )}
            <SliceRow key={slice} view={view} slice={slice} />
          </>
        ))}
      </ol>
    </div>
  );
}

/** Tells the view how wide plots are, of which all are as wide as that of the axis. */
function useWidth(view: SliceView, chart: { readonly current: HTMLElement | null }, several: boolean): void {
  useLayoutEffect(() => {
    const plot = [...chart.current!.querySelectorAll(".axis .plot")].at(-1)!; // on a narrow page the others are hidden
    const tell = (): void => {
      view.width.value = plot.getBoundingClientRect().width;
    };
    tell();
    const watch = new ResizeObserver(tell);
    watch.observe(plot);
    return () => watch.disconnect();
  }, [view, several]);
}

function SliceRow({ view, slice }: { view: SliceView; slice: number }) {
  const open = useSignal(false);
  const near = useSignal(true);
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => view.near.follow(row.current!, slice, near), [view, slice, near]);
  const { session } = view;
  const { models, changes, baseline_slice } = view.shown.value;
  const { name, rows } = session.about.slices[slice]!;
  const first = slice === baseline_slice;
  const thresholds = view.several.chosen.value;
  const shown = changes ? models.filter((model) => model !== session.about.baseline) : models;
  return (
    <li class={first ? "row first" : "row"} ref={row}>
      <div class="name">
        <button
          type="button"
          aria-expanded={open.value}
          title="Confusion matrices and every threshold"
          onClick={() => (open.value = !open.value)}
        >
          <HostileText text={name} most={160} />
        </button>
        <span class="soft">{` ${brief(rows)} rows${first ? "; the others are held against it" : ""}`}</span>
      </div>
      {thresholds.length > 0 ? (
        <SmallMultiples view={view} slice={slice} models={shown} thresholds={thresholds} />
      ) : (
        <div class="lines">
          {shown.map((model) => (
            <SliceLine key={model} view={view} slice={slice} model={model} near={near} />
          ))}
        </div>
      )}
      {open.value && <SliceDetail session={session} slice={slice} />}
    </li>
  );
}
