// What is shown of the slices: metric, threshold, models, family, order, what they are held against.

import type { JSX } from "preact";
import { ModelName } from "../parts/model_name.tsx";
import { ThresholdChoice } from "../parts/threshold_choice.tsx";
import { ORDER_TITLES } from "../order.ts";
import { plain } from "../plain.ts";
import type { SliceView } from "../slice_view.ts";
import { ORDERS, type Order } from "../state.ts";

export function SliceControls({ view }: { view: SliceView }) {
  const { session, filter, shown } = view;
  const { about } = session;
  const { metric, changes } = shown.value;
  return (
    <form class="controls" autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      <MetricChoice view={view} />
      {about.metrics[metric]!.at_threshold && <ThresholdChoice session={session} />}
      <FamilyChoice view={view} />
      <BaselineChoice view={view} />
      <OrderChoice view={view} />
      <label>
        Named{" "}
        <input
          type="search"
          size={12}
          placeholder="part of a name"
          value={filter.value.name}
          onInput={(event) => (filter.value = { ...filter.value, name: event.currentTarget.value })}
        />
      </label>
      <label>
        At least{" "}
        <input
          type="number"
          class="narrow"
          min="0"
          placeholder="any"
          value={filter.value.fewest || ""}
          onInput={(event) => (filter.value = { ...filter.value, fewest: Math.max(0, event.currentTarget.valueAsNumber || 0) })}
        />{" "}
        rows
      </label>
      <Check
        title="enough data only"
        on={filter.value.enoughOnly}
        set={(enoughOnly) => (filter.value = { ...filter.value, enoughOnly })}
      />
      {about.models.length > 1 && about.baseline !== null && (
        <Check title="before → after" on={changes} set={(on) => session.set({ changes: on })} />
      )}
      <ModelChoice view={view} />
    </form>
  );
}

function Check({ title, on, set }: { title: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} /> {title}
    </label>
  );
}

interface SelectProps {
  readonly title: string;
  readonly value: number | string;
  readonly set: (value: string) => void;
  readonly children: JSX.Element | JSX.Element[] | (JSX.Element | JSX.Element[])[];
}

function Select({ title, value, set, children }: SelectProps) {
  return (
    <label>
      {title}{" "}
      <select value={String(value)} onChange={(event) => set(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}

function MetricChoice({ view: { session, shown } }: { view: SliceView }) {
  const { metrics } = session.about;
  return (
    <Select title="Metric" value={shown.value.metric} set={(value) => session.set({ metric: Number(value) })}>
      {metrics.map(({ title, short }, place) => (
        <option key={place} value={String(place)}>{short === "" ? title : `${title} (${short})`}</option>
      ))}
    </Select>
  );
}

function FamilyChoice({ view: { session, shown } }: { view: SliceView }) {
  const { families, slices } = session.about;
  if (families.length < 2) return null;
  const size = (family: number): number => slices.filter((slice) => slice.family === family).length;
  const set = (value: string): void => session.set({ family: value === "" ? null : Number(value), slices: [] });
  return (
    <Select title="Group" value={shown.value.family ?? ""} set={set}>
      <option value="">all</option>
      {families.map((name, place) => (
        <option key={place} value={String(place)}>{`${plain(name)} (${size(place)})`}</option>
      ))}
    </Select>
  );
}

function BaselineChoice({ view: { session, shown } }: { view: SliceView }) {
  const set = (value: string): void => session.set({ baseline_slice: Number(value) });
  return (
    <Select title="Held against" value={shown.value.baseline_slice} set={set}>
      {session.about.slices.map(({ name }, place) => (
        <option key={place} value={String(place)}>{plain(name).slice(0, 60)}</option>
      ))}
    </Select>
  );
}

function OrderChoice({ view: { session, shown } }: { view: SliceView }) {
  return (
    <Select title="Order" value={shown.value.order} set={(value) => session.set({ order: value as Order })}>
      {ORDERS.map((order) => (
        <option key={order} value={order}>{ORDER_TITLES[order]}</option>
      ))}
    </Select>
  );
}

/** The models, each of which can be hidden; the last one stays. */
function ModelChoice({ view: { session, shown } }: { view: SliceView }) {
  const { models } = shown.value;
  const flip = (model: number): void => {
    const others = models.filter((one) => one !== model);
    const next = others.length === models.length ? [...models, model] : others;
    if (next.length > 0) session.set({ models: next.toSorted((one, other) => one - other) });
  };
  return (
    <fieldset class="models">
      <legend>Models</legend>
      {session.about.models.map((_, model) => (
        <label key={model}>
          <input type="checkbox" checked={models.includes(model)} onChange={() => flip(model)} />
          <ModelName session={session} model={model} />
          {session.about.baseline === model && <span class="soft"> (baseline)</span>}
        </label>
      ))}
    </fieldset>
  );
}
