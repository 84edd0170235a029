// How many rows lie in each part of a column, by kind.

import { scaleLinear } from "d3-scale";
import { useMemo } from "preact/hooks";
import { ChartSaving } from "../parts/chart_saving.tsx";
import { kindNotes } from "../parts/kind_signs.tsx";
import { brief } from "../format.ts";
import type { Numbers } from "../frames.ts";
import type { Kinds } from "../kinds.ts";
import { type Span, histogram } from "../points.ts";

const [WIDTH, HEIGHT, BELOW] = [400, 200, 20];

interface Props {
  readonly title: string;
  readonly column: Numbers;
  readonly span: Span;
  readonly rows: Uint32Array;
  readonly kinds: Kinds;
  readonly bins: number;
  readonly threshold: number | null;
}

export function Histogram({ title, column, span, rows, kinds, bins, threshold }: Props) {
  const counts = useMemo(() => histogram(column, span, rows, bins, kinds), [column, span.from, span.to, rows, bins, kinds]);
  const most = counts.reduce((highest, count) => Math.max(highest, count), 1);
  const x = scaleLinear([span.from, span.to], [0, WIDTH]);
  const y = scaleLinear([0, most], [HEIGHT - BELOW, 14]);
  const step = WIDTH / bins;
  const outline = (kind: number): string => {
    const bars = Array.from(counts.subarray(kind * bins, (kind + 1) * bins));
    return `M0 ${y(0)}${bars.map((count, bin) => `V${y(count).toFixed(1)}H${((bin + 1) * step).toFixed(1)}`).join("")}V${y(0)}`;
  };
  return (
    <figure class="scatter">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Histogram of ${title}, ${bins} bins, at most ${brief(most)} rows in one`}>
        {kinds.shapes.map((shape, kind) => (
          <g key={shape}>
            <path class={`kind-${shape} faint`} d={outline(kind)} />
            <path class={`kind-line kind-line-${shape}`} d={outline(kind)} />
          </g>
        ))}
        {threshold !== null && <line class="reference" x1={x(threshold)} x2={x(threshold)} y1="14" y2={HEIGHT - BELOW} />}
        <text x="2" y="11">{`${brief(most)} rows`}</text>
        {x.ticks(5).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 5} text-anchor={x(tick) < 20 ? "start" : x(tick) > WIDTH - 20 ? "end" : "middle"}>
            {x.tickFormat(5)(tick)}
          </text>
        ))}
      </svg>
      <ChartSaving name="histogram" title={`Histogram of ${title}`} notes={kindNotes(kinds)} />
    </figure>
  );
}
