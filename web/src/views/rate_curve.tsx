// A slice's metric at every threshold, formed from counts; the thresholds of the report marked.

import { scaleLinear } from "d3-scale";
import { ChartSaving, modelSigns } from "../parts/chart_saving.tsx";
import { letter, limit } from "../format.ts";
import { RATES, rateOf } from "../rates.ts";
import type { Session } from "../session.ts";
import { confusionAt } from "../tally.ts";

const [WIDTH, HEIGHT, LEFT, BELOW] = [320, 150, 34, 20];

export function RateCurve({ session, slice }: { session: Session; slice: number }) {
  const { metric, threshold, models } = session.state.value;
  const tally = session.tally.value;
  const { name, title } = session.about.metrics[metric]!;
  const rate = RATES[name];
  if (rate === undefined || tally === null) return null;
  const { bins } = session.about;
  const edges = Array.from({ length: bins + 1 }, (_, edge) => edge);
  const lines = models.map((model) => ({
    model,
    values: edges.map((edge) => rateOf(rate, confusionAt(tally, model, slice, edge)).value),
  }));
  const top = Math.max(0.01, ...lines.flatMap(({ values }) => values.filter(Number.isFinite)));
  const x = scaleLinear([0, 1], [LEFT, WIDTH - 8]);
  const y = scaleLinear([0, top], [HEIGHT - BELOW, 8]).nice(4);
  return (
    <figure class="curve">
      <figcaption data-unsaved>{`${title} at every threshold`}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title} at every threshold`}>
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 4} y={y(tick) + 4} text-anchor="end">
              {limit(tick)}
            </text>
          </g>
        ))}
        {[0, 0.5, 1].map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 5} text-anchor="middle">
            {tick}
          </text>
        ))}
        <line class="reference" x1={x(threshold)} x2={x(threshold)} y1="4" y2={HEIGHT - BELOW} />
        {lines.map(({ model, values }) => (
          <g key={model}>
            <path class={`curve-line line-${model % 6}`} d={pathOf(values, bins, x, y)} />
            <text x={WIDTH - 2} y={y(lastOf(values)) + 3} text-anchor="end">
              {letter(model)}
            </text>
          </g>
        ))}
      </svg>
      <ChartSaving
        name="every_threshold"
        title={`${title} at every threshold`}
        notes={[session.about.slices[slice]!.name, `Dashed: score > ${limit(threshold)}`]}
        legend={modelSigns(session)}
      />
    </figure>
  );
}

type Scale = (value: number) => number;

function pathOf(values: readonly number[], bins: number, x: Scale, y: Scale): string {
  let path = "";
  for (const [place, value] of values.entries()) {
    if (!Number.isNaN(value)) {
      path += `${path === "" ? "M" : "L"}${x(place / bins).toFixed(1)} ${y(value).toFixed(1)}`;
    }
  }
  return path;
}

function lastOf(values: readonly number[]): number {
  return values.findLast((value) => !Number.isNaN(value)) ?? 0;
}
