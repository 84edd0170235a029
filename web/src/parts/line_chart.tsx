// Lines over two axes of numbers, each with its letter.

import { scaleLinear } from "d3-scale";
import { useMemo } from "preact/hooks";
import type { Sign } from "../chart_drawing.ts";
import { ChartSaving } from "./chart_saving.tsx";

export interface Series {
  readonly name: string;
  readonly colour: number;
  /** Which of the patterns the line has; that of its colour where left out. */
  readonly dash?: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** What a saved file is called and says beside the chart's title. */
export interface Saved {
  readonly name: string;
  readonly notes: readonly string[];
  readonly legend: readonly Sign[];
}

interface Props {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** Ends of the axes; from the numbers where left out. */
  readonly xEnds?: readonly [number, number];
  readonly yEnds?: readonly [number, number];
  /** Points that are marked, as [series, x, y]. */
  readonly marks?: readonly (readonly [number, number, number])[];
  /** Whether the line from corner to corner is drawn: what chance alone gives. */
  readonly diagonal?: boolean;
  readonly saved?: Saved;
}

const [WIDTH, HEIGHT, LEFT, BELOW, ABOVE, RIGHT] = [380, 270, 46, 36, 24, 22];

export function LineChart({ title, x, y, series, xEnds, yEnds, marks = [], diagonal = false, saved }: Props) {
  const { across, up } = useMemo(() => scalesOf(series, xEnds, yEnds), [series, xEnds, yEnds]);
  return (
    <figure class="chart-figure">
      <figcaption data-unsaved>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: ${y} against ${x}`}>
        <Axes x={x} y={y} across={across} up={up} />
        {diagonal && <line class="reference" x1={across(0)} y1={up(0)} x2={across(1)} y2={up(1)} />}
        <Lines series={series} across={across} up={up} />
        {marks.map(([place, a, b]) => (
          <circle key={place} class={`bar model-${series[place]!.colour % 6}`} cx={across(a)} cy={up(b)} r="4.5" />
        ))}
        <Names series={series} across={across} up={up} />
      </svg>
      {saved !== undefined && <ChartSaving {...saved} title={title} />}
    </figure>
  );
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function scalesOf(series: readonly Series[], xEnds: Props["xEnds"], yEnds: Props["yEnds"]) {
  const across = scaleLinear(xEnds ?? endsOf(series.map((one) => one.x)), [LEFT, WIDTH - RIGHT]);
  const up = scaleLinear(yEnds ?? endsOf(series.map((one) => one.y)), [HEIGHT - BELOW, ABOVE]);
  if (yEnds === undefined) up.nice(5);
  return { across, up };
}

function Axes({ x, y, across, up }: { x: string; y: string; across: Scale; up: Scale }) {
  return (
    <>
      {up.ticks(5).map((tick) => (
        <g key={tick}>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={up(tick)} y2={up(tick)} />
          <text x={LEFT - 5} y={up(tick) + 4} text-anchor="end">
            {up.tickFormat(5)(tick)}
          </text>
        </g>
      ))}
      {across.ticks(5).map((tick) => (
        <text key={tick} x={across(tick)} y={HEIGHT - BELOW + 14} text-anchor="middle">
          {across.tickFormat(5)(tick)}
        </text>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 4} text-anchor="middle">
        {x}
      </text>
      <text x={4} y={12}>
        {y}
      </text>
    </>
  );
}

/** Drawn anew only when the lines themselves change, not with each mark that moves along them. */
function Lines({ series, across, up }: { series: readonly Series[]; across: Scale; up: Scale }) {
  return (
    <>
      {series.map((one) => (
        <path
          key={one.name}
          class={`curve-line line-${one.colour % 6}${one.dash === undefined ? "" : ` dash-${one.dash % 4}`}`}
          d={pathOf(one, across, up)}
        />
      ))}
    </>
  );
}

/** Over lines and marks. */
function Names({ series, across, up }: { series: readonly Series[]; across: Scale; up: Scale }) {
  return (
    <>
      {series.map((one, place) => (
        <SeriesName key={one.name} one={one} place={place} across={across} up={up} of={series.length} />
      ))}
    </>
  );
}

/** The letters stand along the lines at different places, so that they do not cover each other. */
function SeriesName({ one, place, across, up, of }: { one: Series; place: number; across: Scale; up: Scale; of: number }) {
  const at = Math.floor(((place + 1) / (of + 1)) * (one.x.length - 1));
  if (one.x.length === 0 || !Number.isFinite(one.y[at]) || !Number.isFinite(one.x[at])) return null;
  return (
    <text class="letter" x={across(one.x[at]!) + 4} y={up(one.y[at]!) - 5}>
      {one.name}
    </text>
  );
}

function endsOf(columns: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    for (let place = 0; place < column.length; place += 1) {
      const value = column[place]!;
      if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function pathOf({ x, y }: Series, across: Scale, up: Scale): string {
  let path = "";
  for (let place = 0; place < x.length; place += 1) {
    if (Number.isFinite(x[place]) && Number.isFinite(y[place])) {
      path += `${path === "" ? "M" : "L"}${across(x[place]!).toFixed(1)} ${up(y[place]!).toFixed(1)}`;
    }
  }
  return path;
}
