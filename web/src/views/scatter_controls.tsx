// What the scatter plot shows: its columns, what marks its points, how it is parted; ranges for the keyboard.

import { type Signal } from "@preact/signals";
import { columnTitle, numberColumns, shortened } from "../column_titles.ts";
import type { Session } from "../session.ts";
import type { Tool } from "./scatter_plot.tsx";

const [FEWEST_BINS, MOST_BINS] = [5, 200];

interface Props {
  readonly session: Session;
  readonly across: string;
  readonly up: string;
  readonly tool: Signal<Tool>;
  readonly bins: Signal<number>;
}

export function ScatterControls({ session, across, up, tool, bins }: Props) {
  return (
    <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      <ColumnChoice session={session} title="Across" value={across} set={(x) => session.set({ x })} />
      <ColumnChoice session={session} title="Up" value={up} set={(y) => session.set({ y })} />
      <ColourChoice session={session} />
      <FacetChoice session={session} />
      <label>
        Bins{" "}
        <input
          type="number"
          class="narrow"
          min={FEWEST_BINS}
          max={MOST_BINS}
          value={bins.value}
          onChange={(event) => (bins.value = Math.min(MOST_BINS, Math.max(FEWEST_BINS, Math.round(event.currentTarget.valueAsNumber) || 40)))}
        />
      </label>
      <label>
        Choose points with{" "}
        <select value={tool.value} onChange={(event) => (tool.value = event.currentTarget.value as Tool)}>
          <option value="lasso">a line around them</option>
          <option value="rectangle">a rectangle</option>
        </select>
      </label>
      <RangeChoice session={session} axis="x" column={across} />
      <RangeChoice session={session} axis="y" column={up} />
    </form>
  );
}

interface ColumnProps {
  readonly session: Session;
  readonly title: string;
  readonly value: string;
  readonly set: (name: string) => void;
}

function ColumnChoice({ session: { about, rows }, title, value, set }: ColumnProps) {
  return (
    <label>
      {title}{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {numberColumns(about, rows.value?.weight !== null).map((name) => (
          <option key={name} value={name}>
            {columnTitle(about, name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function ColourChoice({ session }: { session: Session }) {
  const { about } = session;
  return (
    <label>
      Marked by{" "}
      <select value={session.state.value.colour} onChange={(event) => session.set({ colour: event.currentTarget.value })}>
        <option value="label">label</option>
        {about.families.map((family, place) => (
          <optgroup key={place} label={shortened(family)}>
            <option value={`family${place}`}>{`all of ${shortened(family)}`}</option>
            {about.slices.map(({ name, family: of }, slice) =>
              of === place ? (
                <option key={slice} value={`slice${slice}`}>
                  {shortened(name, 60)}
                </option>
              ) : null,
            )}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function FacetChoice({ session }: { session: Session }) {
  const { facets } = session.state.value;
  return (
    <label>
      One plot for each{" "}
      <select value={facets ?? ""} onChange={(event) => session.set({ facets: event.currentTarget.value || null })}>
        <option value="">(all in one)</option>
        <option value="label">label</option>
        {session.about.families.map((family, place) => (
          <option key={place} value={`family${place}`}>
            {shortened(family)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface RangeProps {
  readonly session: Session;
  readonly axis: "x" | "y";
  readonly column: string;
}

/** A range of a column by two numbers: what a rectangle does, for the keyboard. */
function RangeChoice({ session, axis, column }: RangeProps) {
  const title = columnTitle(session.about, column);
  const range = session.state.value.predicate[axis];
  const [low, high] = range?.[0] === column ? [range[1], range[2]] : [null, null];
  const set = (from: number | null, to: number | null): void =>
    session.mean({ [axis]: from === null && to === null ? null : [column, from, to] });
  const field = (name: string, value: number | null, change: (value: number | null) => void) => (
    <input
      type="number"
      step="any"
      class="narrow"
      aria-label={`${title} ${name}`}
      value={value ?? ""}
      onChange={(event) => change(event.currentTarget.value === "" ? null : event.currentTarget.valueAsNumber)}
    />
  );
  return (
    <span role="group" aria-label={`Range of ${title}`}>
      {axis === "x" ? "across" : "up"} from {field("from", low, (from) => set(from, high))} to{" "}
      {field("to", high, (to) => set(low, to))}
    </span>
  );
}
