// The bars while a threshold moves: a few paths over the whole chart, because a thousand elements would not keep up.

import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Field, type Shapes, barShapes, changeShapes, upright } from "../bar_shapes.ts";
import type { SliceView } from "../slice_view.ts";

/** Where a model's bar in a slice lies in the chart. */
interface Place {
  readonly slice: number;
  readonly model: number;
  readonly left: number;
  readonly top: number;
  /** Whether there was not enough data when the threshold last rested. */
  readonly unsure: boolean;
}

const PARTS = ["reference", "joint", "before", "bar", "bar unsure", "hatch"] as const;

export function MovingBars({ view, models }: { view: SliceView; models: readonly number[] }) {
  const over = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => followMoving(view, models, over.current!), [view, models]);
  return (
    <svg class="moving-bars" ref={over} aria-hidden="true" data-unsaved>
      {models.map((model) => (
        <g key={model}>
          {PARTS.map((part) => (
            <path
              key={part}
              class={part.startsWith("bar") ? `${part} model-${model % 6}` : part}
              {...(part === "hatch" ? { fill: "url(#explorer-hatch)" } : {})}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

/** Draws whenever the threshold changes, until it rests; returns what ends it. */
function followMoving(view: SliceView, models: readonly number[], over: SVGSVGElement): () => void {
  const chart = over.parentElement!;
  let places: readonly Place[] = [];
  let measured = -1;
  return effect(() => {
    const moving = !view.resting.value && view.several.chosen.value.length === 0;
    const version = view.near.version.value;
    chart.classList.toggle("moving", moving);
    if (!moving) measured = -1;
    else {
      if (measured !== version) [places, measured] = [placesOf(view, models, chart), version];
      drawAll(view, models, over, places);
    }
  });
}

function placesOf(view: SliceView, models: readonly number[], chart: Element): Place[] {
  const corner = chart.getBoundingClientRect();
  const cells = view.lines.peek().flatMap((line) => line.cells);
  const unsure = new Set(
    cells.filter(({ evidence }) => evidence === "not enough data").map(({ slice, model }) => `${slice} ${model}`),
  );
  return view.near.rows().flatMap(([row, slice]) =>
    [...row.querySelectorAll(".lines .plot")].map((plot, at) => {
      const { left, top } = plot.getBoundingClientRect();
      const model = models[at]!;
      return { slice, model, left: left - corner.left, top: top - corner.top, unsure: unsure.has(`${slice} ${model}`) };
    }),
  );
}

function drawAll(view: SliceView, models: readonly number[], over: SVGSVGElement, places: readonly Place[]): void {
  for (const [at, model] of models.entries()) {
    const found = { reference: "", joint: "", before: "", bar: "", "bar unsure": "", hatch: "" };
    const against = view.againstOf(model);
    for (const { slice, left, top, unsure } of places.filter((one) => one.model === model)) {
      const field = { ...view.field.value, left, top };
      const { joint, ring, bar } = shapesNow(view, field, model, slice);
      found.reference += upright(field, against);
      found.joint += joint;
      found.before += ring;
      found[unsure ? "bar unsure" : "bar"] += bar;
      if (unsure) found.hatch += bar;
    }
    const paths = over.children[at]!.children;
    for (const [place, part] of PARTS.entries()) paths[place]!.setAttribute("d", found[part]);
  }
}

function shapesNow(view: SliceView, field: Field, model: number, slice: number): Shapes {
  const { metric, changes } = view.shown.value;
  const { session } = view;
  const cell = session.cell(metric, model, slice);
  if (!changes) return barShapes(field, cell);
  return changeShapes(field, session.cell(metric, session.about.baseline ?? model, slice).value, cell.value);
}
