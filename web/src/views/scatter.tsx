// Rows as points over two columns: density where they overlap, a lasso that chooses them.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Chips } from "../parts/chips.tsx";
import { letter, whole } from "../format.ts";
import { plain } from "../plain.ts";
import { type Plane, spanOf } from "../points.ts";
import { EVERYTHING } from "../predicate.ts";
import { type Rows, columnOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { Histogram } from "./histogram.tsx";
import { ScatterPlot } from "./scatter_plot.tsx";
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

/** Names of the classes that points are parted by: the second is class 1. */
export interface Classes {
  readonly names: readonly [string, string];
  readonly of: (row: number) => number;
}

const SIZE = 520; // pixels of a plot's side
const SMALL = 400; // of one of two side by side

function Shown({ session, rows, meant }: ShownProps) {
  const apart = useSignal(false);
  const { x, y, colour } = session.state.value;
  const names = columnNames(session);
  const [across, up] = [x in names ? x : "score0", y in names ? y : "label"];
  const classes = useMemo(() => classesOf(session, rows, colour), [session.about, rows, colour]);
  const size = apart.value ? SMALL : SIZE;
  const plane: Plane = useMemo(() => {
    const [a, b] = [columnOf(rows, across)!, columnOf(rows, up)!];
    const ends = { xSpan: spanOf(a, across, meant), ySpan: spanOf(b, up, meant) };
    return { x: a, y: b, ...ends, width: size, height: size };
  }, [rows, meant, across, up, size]);
  const parts = useMemo(() => {
    if (!apart.value) return [meant];
    return [0, 1].map((kind) => meant.filter((row) => classes.of(row) === kind));
  }, [meant, classes, apart.value]);
  const titles = apart.value ? classes.names : [`${classes.names[0]} and ${classes.names[1]}`];
  return (
    <>
      <Chips session={session} />
      <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
        <ColumnChoice title="Across" value={across} names={names} set={(name) => session.set({ x: name })} />
        <ColumnChoice title="Up" value={up} names={names} set={(name) => session.set({ y: name })} />
        <ColourChoice session={session} />
        <label>
          <input type="checkbox" checked={apart.value} onChange={(event) => (apart.value = event.currentTarget.checked)} />{" "}
          side by side
        </label>
        <RangeChoice session={session} axis="x" column={across} title={names[across]!} />
        <RangeChoice session={session} axis="y" column={up} title={names[up]!} />
      </form>
      <p role="status">{`${whole(meant.length)} of ${whole(rows.count)} rows. Draw around points to choose them; click one to open it.`}</p>
      <SelectionRates session={session} rows={rows} meant={meant} />
      <div class="facets">
        {parts.map((part, place) => (
          <ScatterPlot
            key={place}
            title={titles[place]!}
            rows={part}
            plane={plane}
            classes={classes}
            labels={[names[across]!, names[up]!]}
            thresholds={[across, up].map((name) => (name.startsWith("score") ? session.state.value.threshold : null))}
            choose={(chosen) => session.meanOnly({ rows: Array.from(chosen) })}
            open={(row) => session.set({ row, tab: "example" })}
          />
        ))}
        <Histogram title={names[across]!} column={plane.x} span={plane.xSpan} rows={meant} classes={classes} />
      </div>
    </>
  );
}

/** Columns of numbers by their names in the state. */
function columnNames(session: Session): Record<string, string> {
  const { models, features } = session.about;
  const scores = models.map(({ name }, model) => [`score${model}`, `score of ${letter(model)} ${plain(name)}`]);
  const numbers = features.flatMap(({ name, levels }, at) => (levels === null ? [[`feature${at}`, plain(name)]] : []));
  return Object.fromEntries([...scores, ["label", "label"], ...numbers]) as Record<string, string>;
}

function classesOf(session: Session, rows: Rows, colour: string): Classes {
  const found = /^slice(\d+)$/.exec(colour);
  const slice = found === null ? null : rows.slices[Number(found[1])];
  if (slice === null || slice === undefined) {
    return { names: ["label negative", "label positive"], of: (row) => rows.label[row]! };
  }
  const name = plain(session.about.slices[Number(found![1])]!.name).slice(0, 60);
  return { names: [`not ${name}`, name], of: (row) => (slice.has(row) ? 1 : 0) };
}

interface ColumnProps {
  readonly title: string;
  readonly value: string;
  readonly names: Readonly<Record<string, string>>;
  readonly set: (name: string) => void;
}

function ColumnChoice({ title, value, names, set }: ColumnProps) {
  return (
    <label>
      {title}{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {Object.entries(names).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function ColourChoice({ session }: { session: Session }) {
  return (
    <label>
      Marked by{" "}
      <select value={session.state.value.colour} onChange={(event) => session.set({ colour: event.currentTarget.value })}>
        <option value="label">label</option>
        {session.about.slices.map(({ name }, slice) =>
          slice === 0 ? null : (
            <option key={slice} value={`slice${slice}`}>
              {plain(name).slice(0, 60)}
            </option>
          ),
        )}
      </select>
    </label>
  );
}

interface RangeProps {
  readonly session: Session;
  readonly axis: "x" | "y";
  readonly column: string;
  readonly title: string;
}

/** A range of a column by two numbers: what the lasso does, for the keyboard. */
function RangeChoice({ session, axis, column, title }: RangeProps) {
  const [from, to] = [useSignal(""), useSignal("")];
  const apply = (): void => {
    const ends = [from.value, to.value].map((text) => (text === "" ? Number.NaN : Number(text)));
    const [low, high] = [ends[0]!, ends[1]!];
    if (Number.isNaN(low) && Number.isNaN(high)) session.mean({ [axis]: EVERYTHING[axis] });
    else session.mean({ [axis]: [column, Number.isNaN(low) ? -1e300 : low, Number.isNaN(high) ? 1e300 : high] });
  };
  const field = (name: string, value: typeof from) => (
    <input
      type="number"
      step="any"
      size={6}
      class="narrow"
      aria-label={`${title} ${name}`}
      value={value.value}
      onInput={(event) => {
        value.value = event.currentTarget.value;
        apply();
      }}
    />
  );
  return (
    <span role="group" aria-label={`Range of ${title}`}>
      {axis === "x" ? "across" : "up"} from {field("from", from)} to {field("to", to)}
    </span>
  );
}
