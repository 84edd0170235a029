// One scatter plot on a canvas: points as signs while they are few, densities when they are many.

import { useSignal } from "@preact/signals";
import { scaleLinear } from "d3-scale";
import { useEffect, useRef } from "preact/hooks";
import { type Plane, type Point, densities, pixelX, pixelY, polygonMask, rowNear, rowsInMask } from "../points.ts";
import type { Classes } from "./scatter.tsx";

const FEW = 4_000; // points that are drawn as signs
const REACH = 7; // pixels around a click in which a point is looked for
const STEP = 3; // pixels that the lasso moves before a corner is set

interface Props {
  readonly title: string;
  readonly rows: Uint32Array;
  readonly plane: Plane;
  readonly classes: Classes;
  readonly labels: readonly [string, string];
  readonly thresholds: readonly (number | null)[];
  readonly choose: (rows: Uint32Array) => void;
  readonly open: (row: number) => void;
}

export function ScatterPlot({ title, rows, plane, classes, labels, thresholds, choose, open }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const lasso = useSignal<readonly Point[]>([]);
  const { width, height } = plane;
  useEffect(() => draw(canvas.current!, plane, rows, classes), [plane, rows, classes]);
  const at = (event: PointerEvent): Point => {
    const { left, top, width: shown } = canvas.current!.getBoundingClientRect();
    const scale = width / shown;
    return [(event.clientX - left) * scale, (event.clientY - top) * scale];
  };
  const begin = (event: PointerEvent): void => {
    canvas.current!.setPointerCapture(event.pointerId);
    lasso.value = [at(event)];
  };
  const go = (event: PointerEvent): void => {
    const last = lasso.value.at(-1);
    if (last === undefined) return;
    const next = at(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= STEP) lasso.value = [...lasso.value, next];
  };
  const end = (): void => {
    const polygon = lasso.value;
    lasso.value = [];
    if (polygon.length > 2) choose(rowsInMask(plane, rows, polygonMask(polygon, width, height)));
    else if (polygon.length > 0) openNear(polygon[0]!);
  };
  const openNear = (point: Point): void => {
    const row = rowNear(plane, rows, point, REACH);
    if (row !== null) open(row);
  };
  return (
    <figure class="scatter">
      <figcaption>
        <Signs title={title} classes={classes} />
      </figcaption>
      <div class="plane">
        <canvas
          ref={canvas}
          width={width}
          height={height}
          role="img"
          aria-label={`${labels[1]} against ${labels[0]}, ${rows.length} rows, ${title}`}
          onPointerDown={begin}
          onPointerMove={go}
          onPointerUp={end}
          onPointerCancel={() => (lasso.value = [])}
        />
        <Axes plane={plane} thresholds={thresholds} lasso={lasso.value} />
      </div>
      <p class="soft">{`across: ${labels[0]}; up: ${labels[1]}`}</p>
    </figure>
  );
}

function Signs({ title, classes: { names } }: { title: string; classes: Classes }) {
  return (
    <>
      {names.map((name, kind) =>
        title.includes(name) ? (
          <span key={name} class="sign">
            <svg width="12" height="12" aria-hidden="true">
              {kind === 0 ? <circle class="model-0" cx="6" cy="6" r="4" /> : <path class="model-4" d="M6 1 11 11H1z" />}
            </svg>{" "}
            {name}
          </span>
        ) : null,
      )}
    </>
  );
}

interface AxesProps {
  readonly plane: Plane;
  readonly thresholds: readonly (number | null)[];
  readonly lasso: readonly Point[];
}

function Axes({ plane: { width, height, xSpan, ySpan }, thresholds, lasso }: AxesProps) {
  const x = scaleLinear([xSpan.from, xSpan.to], [0, width]);
  const y = scaleLinear([ySpan.from, ySpan.to], [height, 0]);
  const [across, up] = [thresholds[0] ?? null, thresholds[1] ?? null];
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {x.ticks(5).map((tick) => (
        <text key={`x${tick}`} x={x(tick)} y={height - 4} text-anchor="middle">
          {x.tickFormat(5)(tick)}
        </text>
      ))}
      {y.ticks(5).map((tick) => (
        <text key={`y${tick}`} x={4} y={y(tick) + 4}>
          {y.tickFormat(5)(tick)}
        </text>
      ))}
      {across !== null && <line class="reference" x1={x(across)} x2={x(across)} y1="0" y2={height} />}
      {up !== null && <line class="reference" x1="0" x2={width} y1={y(up)} y2={y(up)} />}
      {lasso.length > 1 && <polygon class="lasso" points={lasso.map((point) => point.join()).join(" ")} />}
    </svg>
  );
}

function draw(canvas: HTMLCanvasElement, plane: Plane, rows: Uint32Array, classes: Classes): void {
  const pen = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  const colours = ["--model-0", "--model-4"].map((name) => style.getPropertyValue(name).trim());
  pen.clearRect(0, 0, plane.width, plane.height);
  if (rows.length <= FEW) drawSigns(pen, plane, rows, classes, colours);
  else drawDensities(pen, plane, rows, classes, colours);
}

function drawSigns(
  pen: CanvasRenderingContext2D,
  plane: Plane,
  rows: Uint32Array,
  classes: Classes,
  colours: readonly string[],
): void {
  pen.globalAlpha = rows.length > 600 ? 0.45 : 0.75;
  for (const row of rows) {
    const [x, y] = [pixelX(plane, plane.x[row]!), pixelY(plane, plane.y[row]!)];
    if (x < 0 || y < 0) continue;
    const kind = classes.of(row) === 1 ? 1 : 0;
    pen.fillStyle = colours[kind]!;
    pen.beginPath();
    if (kind === 0) pen.arc(x, y, 2.6, 0, 2 * Math.PI);
    else {
      pen.moveTo(x, y - 3.6);
      pen.lineTo(x + 3.4, y + 2.8);
      pen.lineTo(x - 3.4, y + 2.8);
    }
    pen.fill();
  }
  pen.globalAlpha = 1;
}

const GRAIN = 2; // pixels of a square whose density is shown

/** Squares coloured by the share of each class, the denser the more opaque. */
function drawDensities(
  pen: CanvasRenderingContext2D,
  plane: Plane,
  rows: Uint32Array,
  classes: Classes,
  colours: readonly string[],
): void {
  const [width, height] = [Math.ceil(plane.width / GRAIN), Math.ceil(plane.height / GRAIN)];
  const [first, second] = densities({ ...plane, width, height }, rows, classes.of);
  const [one, other] = colours.map(rgbOf);
  let most = 1;
  for (let at = 0; at < first.length; at += 1) most = Math.max(most, first[at]! + second[at]!);
  const image = new ImageData(width, height);
  const scale = 1 / Math.log1p(most);
  for (let at = 0; at < first.length; at += 1) {
    const total = first[at]! + second[at]!;
    if (total === 0) continue;
    const share = second[at]! / total;
    for (let part = 0; part < 3; part += 1) {
      image.data[at * 4 + part] = one![part]! * (1 - share) + other![part]! * share;
    }
    image.data[at * 4 + 3] = 255 * (0.25 + 0.75 * Math.log1p(total) * scale);
  }
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d")!.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, width * GRAIN, height * GRAIN);
}

/** Red, green and blue of `#rrggbb`. */
function rgbOf(colour: string): [number, number, number] {
  const whole = Number.parseInt(colour.slice(1), 16);
  return [(whole >> 16) & 255, (whole >> 8) & 255, whole & 255];
}
