// One scatter plot: points on a canvas, axes over it, a shape drawn around points to choose them.

import { useSignal } from "@preact/signals";
import { scaleLinear } from "d3-scale";
import { useEffect, useRef } from "preact/hooks";
import { ChartSaving } from "../parts/chart_saving.tsx";
import { kindNotes } from "../parts/kind_signs.tsx";
import type { Corner } from "../lasso.ts";
import { whole } from "../format.ts";
import { THEME } from "../notebook_frame.ts";
import { type Plane, type Point, numberAt, rowNear } from "../points.ts";
import { type Drawn, drawScatter } from "../scatter_drawing.ts";

const REACH = 7; // pixels around a click in which a point is looked for
const STEP = 3; // pixels that the lasso moves before a corner is set
const MOST_CORNERS = 400;
const CORNER = 24; // pixels above the lower edge that are the other axis' own

export type Tool = "lasso" | "rectangle";

interface Props {
  readonly title: string;
  readonly drawn: Drawn;
  readonly labels: readonly [string, string];
  readonly thresholds: readonly (number | null)[];
  readonly tool: Tool;
  /** Corners in the numbers of the columns; of a rectangle two that lie across. */
  readonly choose: (corners: readonly Corner[]) => void;
  readonly open: (row: number) => void;
}

export function ScatterPlot({ title, drawn, labels, thresholds, tool, choose, open }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { plane, rows, kinds, behind } = drawn;
  const { width, height } = plane;
  useEffect(() => drawOnChange(canvas.current!, drawn), [plane, rows, kinds, behind]);
  const end = (corners: readonly Point[]): void => {
    const moved = corners.length > (tool === "lasso" ? 2 : 1);
    if (moved) choose(corners.map(([x, y]) => [numberAt(plane.xSpan, x / width), numberAt(plane.ySpan, 1 - y / height)]));
    else if (corners.length > 0) {
      const row = rowNear(plane, rows, corners[0]!, REACH);
      if (row !== null) open(row);
    }
  };
  const shape = useShape(canvas, tool, width, end);
  return (
    <figure class="scatter">
      {title !== "" && <figcaption>{`${title}: ${whole(rows.length)} rows`}</figcaption>}
      <div class="plane">
        <canvas
          ref={canvas}
          width={width}
          height={height}
          role="img"
          aria-label={`${labels[1]} against ${labels[0]}, ${rows.length} rows${title === "" ? "" : `, ${title}`}`}
          {...shape.handlers}
        />
        <Axes plane={plane} thresholds={thresholds} shape={shape.outline} />
      </div>
      <p class="soft">{`across: ${labels[0]}; up: ${labels[1]}`}</p>
      <ChartSaving name="scatter" title={[`${labels[1]} against ${labels[0]}`, title].filter(Boolean).join(", ")} notes={kindNotes(kinds)} />
    </figure>
  );
}

/** Draws, and again when light turns to dark. */
function drawOnChange(canvas: HTMLCanvasElement, drawn: Drawn): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = (): void => drawScatter(canvas, drawn);
  draw();
  const page = canvas.closest(".explorer");
  dark.addEventListener("change", draw);
  page?.addEventListener(THEME, draw); // a notebook's
  return () => {
    dark.removeEventListener("change", draw);
    page?.removeEventListener(THEME, draw);
  };
}

/** The shape that is being drawn with the pointer, and what listens to the pointer. */
function useShape(canvas: { current: HTMLCanvasElement | null }, tool: Tool, width: number, done: (corners: readonly Point[]) => void) {
  const corners = useSignal<readonly Point[]>([]);
  const at = (event: PointerEvent): Point => {
    const { left, top, width: shown } = canvas.current!.getBoundingClientRect();
    const scale = width / shown;
    return [(event.clientX - left) * scale, (event.clientY - top) * scale];
  };
  const begin = (event: PointerEvent): void => {
    canvas.current!.setPointerCapture(event.pointerId);
    corners.value = [at(event)];
  };
  const go = (event: PointerEvent): void => {
    const [first, last] = [corners.value[0], corners.value.at(-1)];
    if (first === undefined || last === undefined || corners.value.length >= MOST_CORNERS) return;
    const next = at(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
    corners.value = tool === "lasso" ? [...corners.value, next] : [first, next];
  };
  const end = (): void => {
    const found = corners.value;
    corners.value = [];
    done(found);
  };
  const leave = (): void => {
    corners.value = [];
  };
  return {
    outline: tool === "lasso" || corners.value.length < 2 ? corners.value : rectangle(corners.value[0]!, corners.value[1]!),
    handlers: { onPointerDown: begin, onPointerMove: go, onPointerUp: end, onPointerCancel: leave },
  };
}

function rectangle([x1, y1]: Point, [x2, y2]: Point): readonly Point[] {
  return [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];
}

interface AxesProps {
  readonly plane: Plane;
  readonly thresholds: readonly (number | null)[];
  readonly shape: readonly Point[];
}

function Axes({ plane: { width, height, xSpan, ySpan }, thresholds, shape }: AxesProps) {
  const x = scaleLinear([xSpan.from, xSpan.to], [0, width]);
  const y = scaleLinear([ySpan.from, ySpan.to], [height, 0]);
  const [across, up] = [thresholds[0] ?? null, thresholds[1] ?? null];
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {across !== null && <line class="reference" x1={x(across)} x2={x(across)} y1="0" y2={height} />}
      {up !== null && <line class="reference" x1="0" x2={width} y1={y(up)} y2={y(up)} />}
      {x.ticks(5).map((tick) => (
        <text key={`x${tick}`} x={Math.min(width - 12, Math.max(22, x(tick)))} y={height - 4} text-anchor="middle">
          {x.tickFormat(5)(tick)}
        </text>
      ))}
      {y.ticks(5).filter((tick) => y(tick) < height - CORNER).map((tick) => (
        <text key={`y${tick}`} x={4} y={Math.max(12, Math.min(height - 18, y(tick) - 3))}>
          {y.tickFormat(5)(tick)}
        </text>
      ))}
      {shape.length > 1 && <polygon class="lasso" points={shape.map((point) => point.join()).join(" ")} />}
    </svg>
  );
}
