// How many rows lie in each part of a column, by class.

import { scaleLinear } from "d3-scale";
import { brief } from "../format.ts";
import type { Numbers } from "../frames.ts";
import { type Span, histogram } from "../points.ts";
import type { Classes } from "./scatter.tsx";

const [WIDTH, HEIGHT, BELOW, BINS] = [400, 200, 20, 40];

interface Props {
  readonly title: string;
  readonly column: Numbers;
  readonly span: Span;
  readonly rows: Uint32Array;
  readonly classes: Classes;
}

export function Histogram({ title, column, span, rows, classes }: Props) {
  const counts = histogram(column, span, rows, BINS, classes.of);
  const most = Math.max(1, ...counts[0], ...counts[1]);
  const x = scaleLinear([span.from, span.to], [0, WIDTH]);
  const y = scaleLinear([0, most], [HEIGHT - BELOW, 14]);
  const step = WIDTH / BINS;
  const outline = (bars: Uint32Array): string =>
    `M0 ${y(0)}${Array.from(bars, (count, bin) => `V${y(count).toFixed(1)}H${((bin + 1) * step).toFixed(1)}`).join("")}V${y(0)}`;
  return (
    <figure class="scatter">
      <figcaption>{`${title}: ${classes.names[0]} filled, ${classes.names[1]} as a line`}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Histogram of ${title}`}>
        <path class="model-0 faint" d={outline(counts[0])} />
        <path class="curve-line line-4" d={outline(counts[1])} />
        <text x="2" y="11">{`${brief(most)} rows`}</text>
        {x.ticks(5).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 5} text-anchor="middle">
            {x.tickFormat(5)(tick)}
          </text>
        ))}
      </svg>
    </figure>
  );
}
