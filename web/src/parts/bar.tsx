// A bar with its interval, and a change as two points joined; drawn in percent of the width.

import type { Cell } from "../cells.ts";
import type { ValueScale } from "./value_scale.ts";

const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;

interface BarProps {
  readonly scale: ValueScale;
  readonly cell: Cell;
  readonly reference: number;
}

export function Bar({ scale, cell, reference }: BarProps) {
  const unsure = cell.evidence === "not enough data";
  const zero = scale.percent(0);
  const end = scale.percent(cell.value);
  const place = { x: `${Math.min(zero, end)}%`, y: 2, width: `${Math.abs(end - zero)}%`, height: HEIGHT - 4 };
  return (
    <svg class="plot" height={HEIGHT} aria-hidden="true">
      <Reference scale={scale} value={reference} />
      {!Number.isNaN(cell.value) && (
        <>
          <rect class={`bar model-${cell.model % 6} ${unsure ? "unsure" : ""}`} {...place} />
          {unsure && <rect class="hatch" fill="url(#explorer-hatch)" {...place} />}
          <Whisker scale={scale} lower={cell.lower} upper={cell.upper} />
        </>
      )}
    </svg>
  );
}

interface ChangeProps extends BarProps {
  readonly before: Cell;
}

/** From the baseline model's value (a ring) to the model's (a disc). */
export function Change({ scale, cell, before, reference }: ChangeProps) {
  const [from, to] = [scale.percent(before.value), scale.percent(cell.value)];
  const unsure = cell.evidence === "not enough data";
  return (
    <svg class="plot" height={HEIGHT} aria-hidden="true">
      <Reference scale={scale} value={reference} />
      {!Number.isNaN(from + to) && (
        <>
          <line class={`joint ${unsure ? "dashed" : ""}`} x1={`${from}%`} x2={`${to}%`} y1={MIDDLE} y2={MIDDLE} />
          <circle class="before" cx={`${from}%`} cy={MIDDLE} r="4" />
          <circle class={`bar model-${cell.model % 6}`} cx={`${to}%`} cy={MIDDLE} r="5" />
        </>
      )}
    </svg>
  );
}

function Reference({ scale, value }: { scale: ValueScale; value: number }) {
  if (Number.isNaN(value)) return null;
  const at = `${scale.percent(value)}%`;
  return <line class="reference" x1={at} x2={at} y1="0" y2="100%" />;
}

interface WhiskerProps {
  readonly scale: ValueScale;
  readonly lower: number;
  readonly upper: number;
}

/** The interval; an end that lies beyond the scale is drawn as an arrow. */
function Whisker({ scale, lower, upper }: WhiskerProps) {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return null;
  const [low, high] = [scale.percent(lower), scale.percent(upper)];
  return (
    <>
      <line class="whisker" x1={`${low}%`} x2={`${high}%`} y1={MIDDLE} y2={MIDDLE} />
      <Cap at={low} beyond={lower < scale.start - 1e-9 ? "left" : null} />
      <Cap at={high} beyond={upper > scale.end + 1e-9 ? "right" : null} />
    </>
  );
}

function Cap({ at, beyond }: { at: number; beyond: "left" | "right" | null }) {
  const x = `${at}%`;
  if (beyond === null) return <line class="whisker" x1={x} x2={x} y1={MIDDLE - 4} y2={MIDDLE + 4} />;
  const path = beyond === "right" ? "M-1-4 6 0-1 4z" : "M1-4-6 0 1 4z";
  return (
    <svg class="arrow" x={x} y={MIDDLE} width="1" height="1">
      <path d={path} />
    </svg>
  );
}
