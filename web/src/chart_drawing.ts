// A chart of the page as an SVG file of its own: light, no style sheet, no font and no address from outside.

import { type Corner, drawnText, round } from "./drawn_text.ts";
import { drawn, namedCopies, styledCopy, written } from "./styled_copy.ts";

/** An entry of a legend: one of the page's colours by its place, and what it stands for. */
export interface Sign {
  readonly colour: number;
  readonly text: string;
}

/** What is written over a chart. */
export interface Heading {
  readonly title: string;
  readonly notes: readonly string[];
  readonly legend: readonly Sign[];
}

const [MARGIN, LINE] = [12, 17];
const [TITLE_SIGN, NOTE_SIGN] = [9.2, 7]; // pixels that a sign takes, about

/** `chart` with its heading as the text of an SVG file. */
export function chartDrawing(chart: Element, heading: Heading): string {
  const root = chart.closest(".explorer") ?? chart;
  root.classList.add("printed"); // in light colours while they are read
  try {
    return new XMLSerializer().serializeToString(drawing(chart, heading, root));
  } finally {
    root.classList.remove("printed");
  }
}

function drawing(chart: Element, heading: Heading, root: Element): SVGElement {
  const { left, top, width, height } = chart.getBoundingClientRect();
  const across = Math.max(width, chart.scrollWidth);
  const head = headOf(heading, across, getComputedStyle(root));
  const size = { width: round(across + 2 * MARGIN), height: round(height + head.height + 2 * MARGIN) };
  const whole = drawn("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}`, "font-family": "sans-serif" });
  const body = drawn("g", { transform: `translate(${MARGIN} ${round(head.height + MARGIN)})` });
  const named = new Set<string>();
  drawChildren(chart, body, { left, top }, named);
  whole.append(namedCopies(root, named), drawn("rect", { ...size, fill: "#fff" }), ...head.lines, body);
  return whole;
}

/** The title, notes and legend, and how high they are. */
function headOf({ title, notes, legend }: Heading, width: number, style: CSSStyleDeclaration) {
  const lines: SVGElement[] = [];
  let y = MARGIN;
  const write = (text: string, x: number, options: Record<string, string | number>): void => {
    const line = drawn("text", { x, y: y - 4, "font-size": 12, fill: style.color, ...options });
    line.append(text);
    lines.push(line);
  };
  for (const part of wrapped(title, width / TITLE_SIGN)) {
    y += LINE + 4;
    write(part, MARGIN, { "font-size": 16, "font-weight": 600 });
  }
  for (const part of notes.flatMap((note) => wrapped(note, width / NOTE_SIGN))) {
    y += LINE;
    write(part, MARGIN, {});
  }
  for (const { colour, text } of legend) {
    y += LINE;
    const fill = style.getPropertyValue(`--model-${colour % 6}`).trim();
    lines.push(drawn("rect", { x: MARGIN, y: y - 14, width: 11, height: 11, fill }));
    write(written(text).slice(0, Math.floor(width / NOTE_SIGN)), MARGIN + 17, {});
  }
  return { lines, height: y };
}

/** `text` in lines of at most about `most` signs, broken between words where it can be. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of written(text).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.slice(0, Math.max(20, Math.floor(most))));
  }
  return lines.filter((line) => line !== "");
}

const ASIDE = ".hidden, [data-unsaved], select, input, textarea, script, style";

function drawChildren(from: Element, into: SVGElement, corner: Corner, named: Set<string>): void {
  const style = getComputedStyle(from);
  for (const child of from.childNodes) {
    if (child instanceof Text) into.append(...drawnText(child, style, corner));
    else if (child instanceof Element && !child.matches(ASIDE)) drawElement(child, into, corner, named);
  }
}

function drawElement(element: Element, into: SVGElement, corner: Corner, named: Set<string>): void {
  const { left, top, width, height } = element.getBoundingClientRect();
  const place = { x: round(left - corner.left), y: round(top - corner.top), width: round(width), height: round(height) };
  if (element instanceof SVGSVGElement) {
    const copy = width > 0 ? styledCopy(element, named) : null;
    for (const [name, value] of Object.entries(place)) copy?.setAttribute(name, String(value));
    into.append(copy ?? "");
  } else if (element instanceof HTMLCanvasElement) {
    into.append(drawn("image", { ...place, href: element.toDataURL("image/png") }));
  } else {
    into.append(...boxOf(getComputedStyle(element), place));
    drawChildren(element, into, corner, named);
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An element's background and borders. */
function boxOf(style: CSSStyleDeclaration, place: Place): SVGElement[] {
  const { x, y, width, height } = place;
  const found: SVGElement[] = [];
  if (width === 0 || height === 0) return found;
  if (!isClear(style.backgroundColor)) found.push(drawn("rect", { ...place, fill: style.backgroundColor }));
  const edge = (side: "Top" | "Right" | "Bottom" | "Left", from: readonly [number, number], to: readonly [number, number]): void => {
    const [line, color] = [style[`border${side}Style`], style[`border${side}Color`]];
    const thick = Number.parseFloat(style[`border${side}Width`]);
    if (line === "none" || !(thick > 0) || isClear(color)) return;
    found.push(drawn("path", { d: `M${from.join()} ${to.join()}`, stroke: color, "stroke-width": thick }));
  };
  edge("Top", [x, y], [x + width, y]);
  edge("Right", [x + width, y], [x + width, y + height]);
  edge("Bottom", [x, y + height], [x + width, y + height]);
  edge("Left", [x, y], [x, y + height]);
  return found;
}

function isClear(color: string): boolean {
  return color === "transparent" || /^rgba\(.*, 0\)$/.test(color);
}

const SCALE = 2; // pixels of a PNG file for each of the drawing's
const MOST_PIXELS = 16_000; // across or down: browsers draw no more

/** A drawing as PNG; null where the browser cannot draw it. */
export async function pngOf(svg: string): Promise<Blob | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((answer) => canvas.toBlob(answer, "image/png"));
}

