// A bar with its interval, or a change as two points joined; its paths follow signals, so that nothing else is drawn anew.

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { BAR_HEIGHT, type Field, type Shapes, upright } from "../bar_shapes.ts";

interface Props {
  readonly model: number;
  readonly shapes: ReadonlySignal<Shapes>;
  readonly unsure: ReadonlySignal<boolean>;
  readonly field: ReadonlySignal<Field>;
  /** The value that this one is held against. */
  readonly reference: ReadonlySignal<number>;
}

export function Bar({ model, shapes, unsure, field, reference }: Props) {
  const grid = useComputed(() => field.value.scale.ticks.map((tick) => upright(field.value, tick)).join(""));
  const against = useComputed(() => upright(field.value, reference.value));
  const bar = useComputed(() => shapes.value.bar);
  const hatch = useComputed(() => (unsure.value ? shapes.value.bar : ""));
  const whisker = useComputed(() => shapes.value.whisker);
  const arrow = useComputed(() => shapes.value.arrow);
  const ring = useComputed(() => shapes.value.ring);
  const joint = useComputed(() => shapes.value.joint);
  const kind = useComputed(() => `bar model-${model % 6}${unsure.value ? " unsure" : ""}`);
  return (
    <svg class="plot" height={BAR_HEIGHT} aria-hidden="true">
      <path class="grid" d={grid} />
      <path class="reference" d={against} />
      <path class="joint" d={joint} />
      <path class="before" d={ring} />
      <path class={kind} d={bar} />
      <path class="hatch" fill="url(#explorer-hatch)" d={hatch} />
      <path class="whisker" d={whisker} />
      <path class="arrow" d={arrow} />
    </svg>
  );
}
