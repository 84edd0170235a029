// Rows as points over two columns: density where they overlap, a shape drawn around them that chooses them.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Chips } from "../parts/chips.tsx";
import { KindSigns } from "../parts/kind_signs.tsx";
import { RowFilter } from "../parts/row_filter.tsx";
import { columnTitle, numberColumns } from "../column_titles.ts";
import { type Facet, MOST_FACETS, facetsOf } from "../facets.ts";
import { whole } from "../format.ts";
import { kindsOf } from "../kinds.ts";
import type { Corner } from "../lasso.ts";
import { type Plane, spanOf } from "../points.ts";
import type { Predicate } from "../predicate.ts";
import { type Rows, columnOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { Histogram } from "./histogram.tsx";
import { ScatterControls } from "./scatter_controls.tsx";
import { ScatterPlot, type Tool } from "./scatter_plot.tsx";
import { SelectionRates } from "./selection_rates.tsx";

export function Scatter({ session }: { session: Session }) {
  useEffect(() => void session.needRows(), [session]);
  const rows = session.rows.value;
  const meant = session.meant.value;
  if (rows === null || meant === null) return <p role="status">Fetching the rows …</p>;
  return <Shown session={session} rows={rows} meant={meant} />;
}

interface ShownProps {
  readonly session: Session;
  readonly rows: Rows;
  readonly meant: Uint32Array;
}

function Shown({ session, rows, meant }: ShownProps) {
  const { about } = session;
  const { x, y, colour, facets: parted } = session.state.value;
  const [tool, bins] = [useSignal<Tool>("lasso"), useSignal(40)];
  const names = numberColumns(about, rows.weight !== null);
  const [across, up] = [names.includes(x) ? x : "score0", names.includes(y) ? y : "label"];
  const kinds = useMemo(() => kindsOf(about, rows, colour), [about, rows, colour]);
  const facets = useMemo(() => facetsOf(about, rows, parted), [about, rows, parted]);
  const all = useAround(session, meant);
  const plane = usePlane(rows, all, across, up, facets.length);
  const plots = useMemo(
    () => facets.map((facet) => ({ facet, rows: facet.of(meant), behind: all === meant ? null : facet.of(all) })),
    [facets, meant, all],
  );
  const threshold = (name: string): number | null => (name.startsWith("score") ? session.state.value.threshold : null);
  return (
    <>
      <Chips session={session} />
      <RowFilter session={session} />
      <ScatterControls session={session} across={across} up={up} tool={tool} bins={bins} />
      <p role="status">{`${whole(meant.length)} of ${whole(rows.count)} rows. Draw around points to choose them; click one to open it.`}</p>
      <SelectionRates session={session} rows={rows} meant={meant} />
      <KindSigns kinds={kinds} />
      {facets.length === MOST_FACETS && <p class="soft">{`The ${MOST_FACETS} largest slices have a plot.`}</p>}
      <div class="scatter-view">
        <div class="facets">
        {plots.map(({ facet, rows: places, behind }) => (
          <ScatterPlot
            key={facet.title}
            title={facet.title}
            drawn={{ plane, rows: places, kinds, behind }}
            labels={[columnTitle(about, across), columnTitle(about, up)]}
            thresholds={[threshold(across), threshold(up)]}
            tool={tool.value}
            choose={(corners) => session.mean(chosen(session, facet, tool.value, [across, up], corners))}
            open={(row) => session.set({ row, tab: "example" })}
          />
        ))}
        </div>
        <div class="facets histograms">
        {[...new Set([across, up])].map((name) => (
          <Histogram
            key={name}
            title={columnTitle(about, name)}
            column={columnOf(rows, name)!}
            span={name === across ? plane.xSpan : plane.ySpan}
            rows={meant}
            kinds={kinds}
            bins={bins.value}
            threshold={threshold(name)}
          />
        ))}
        </div>
      </div>
    </>
  );
}

/** The rows that would be meant if nothing were chosen in the plot: those stay in view, faintly. */
function useAround(session: Session, meant: Uint32Array): Uint32Array {
  const { predicate } = session.state.value;
  const { lasso, x, y, ...rest } = predicate;
  const free = lasso === null && x === null && y === null;
  return useMemo(
    () => (free ? meant : (session.rowsOf({ ...rest, lasso: null, x: null, y: null }) ?? meant)),
    [free, meant],
  );
}

const SIDES = [520, 400, 320, 320] as const; // pixels of a plot's side where there are one, two, …
const SMALL = 240; // where there are more
const WIDE = 1.5; // times as large on a page of this many pixels
const WIDE_FROM = 2000;

function useIsWide(): boolean {
  const query = useMemo(() => matchMedia(`(min-width: ${WIDE_FROM}px)`), []);
  const wide = useSignal(query.matches);
  useEffect(() => {
    const tell = (): void => {
      wide.value = query.matches;
    };
    query.addEventListener("change", tell);
    return () => query.removeEventListener("change", tell);
  }, [query]);
  return wide.value;
}

function usePlane(rows: Rows, all: Uint32Array, across: string, up: string, plots: number): Plane {
  const side = (SIDES[plots - 1] ?? SMALL) * (useIsWide() ? WIDE : 1);
  return useMemo(() => {
    const [x, y] = [columnOf(rows, across)!, columnOf(rows, up)!];
    return { x, y, xSpan: spanOf(x, across, all), ySpan: spanOf(y, up, all), width: side, height: side };
  }, [rows, all, across, up, side]);
}

/** What a shape drawn in a plot asks for, in the place of an earlier one. */
function chosen(session: Session, facet: Facet, tool: Tool, [x, y]: [string, string], corners: readonly Corner[]): Partial<Predicate> {
  const narrowed = facet.narrowed(session.state.value.predicate);
  if (tool === "lasso") return { ...narrowed, lasso: [x, y, corners], x: null, y: null };
  const ends = (axis: 0 | 1): [number, number] => [
    Math.min(corners[0]![axis], corners[1]![axis]),
    Math.max(corners[0]![axis], corners[1]![axis]),
  ];
  return { ...narrowed, lasso: null, x: [x, ...ends(0)], y: [y, ...ends(1)] };
}
