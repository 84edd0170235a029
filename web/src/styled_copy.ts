// A copy of SVG elements that needs no style sheet: what the sheet says is written into it.

import { plain } from "./plain.ts";

export const SVG = "http://www.w3.org/2000/svg";

/** Elements that draw, hold others, or are named by others; nothing else is copied. */
const DRAWN = new Set(["circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text", "tspan"]);
const HOLDING = new Set(["svg", "g", "defs", "pattern", "title"]);

/** Attributes that are copied: none of them can name anything outside. */
const SHAPE =
  "x y x1 x2 y1 y2 cx cy r rx ry d dx dy points width height viewBox preserveAspectRatio transform " +
  "patternUnits patternTransform textLength";

/** What a sheet may set, with its initial value, which is left out. */
const STYLE: Readonly<Record<string, string>> = {
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "paint-order": "normal",
  "font-weight": "400",
  "font-style": "normal",
  "text-anchor": "start",
};

/** Text as a file may hold it: what cannot be seen as signs, what XML forbids replaced. */
export function written(text: string): string {
  return plain(text).replace(/[\ufffe\uffff\p{Cs}]/gu, "\ufffd");
}

/** An element of a drawing with its attributes. */
export function drawn(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name) as SVGElement;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

/** A copy of `from` with its style written in; null for what a drawing does not hold. `named`: ids it refers to. */
export function styledCopy(from: Element, named: Set<string>): SVGElement | null {
  const name = from.localName;
  if (!DRAWN.has(name) && !HOLDING.has(name)) return null;
  const style = getComputedStyle(from);
  if (style.display === "none" && name !== "pattern" && name !== "defs" && name !== "title") return null;
  const copy = drawn(name, {});
  for (const attribute of SHAPE.split(" ")) {
    const value = from.getAttribute(attribute);
    if (value !== null) copy.setAttribute(attribute, value);
  }
  writeStyle(copy, name, style, named);
  for (const child of from.childNodes) {
    if (child instanceof Text) copy.append(written(child.data));
    else if (child instanceof Element) copy.append(styledCopy(child, named) ?? "");
  }
  return copy;
}

function writeStyle(copy: SVGElement, name: string, style: CSSStyleDeclaration, named: Set<string>): void {
  if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  if (name !== "pattern" && style.transform !== "none" && !copy.hasAttribute("transform")) copy.setAttribute("transform", style.transform);
  if (name === "svg") copy.setAttribute("overflow", style.overflow === "visible" ? "visible" : "hidden");
  if (!DRAWN.has(name)) return;
  for (const [property, initial] of Object.entries(STYLE)) {
    const value = style.getPropertyValue(property);
    if (value === initial || value === "" || (property.startsWith("stroke-") && style.stroke === "none")) continue;
    const id = /url\("?#([^")]+)"?\)/.exec(value)?.[1];
    if (id !== undefined) named.add(id);
    copy.setAttribute(property, id === undefined ? value : `url(#${id})`);
  }
  if (name === "text" || name === "tspan") copy.setAttribute("font-size", style.fontSize);
}

/** Copies of the patterns that are referred to, as one element. */
export function namedCopies(root: Element, named: ReadonlySet<string>): SVGElement {
  const found = drawn("defs", {});
  for (const id of named) {
    const pattern = root.querySelector(`pattern#${CSS.escape(id)}`);
    const copy = pattern && styledCopy(pattern, new Set());
    if (copy === null) continue;
    copy.setAttribute("id", id);
    found.append(copy);
  }
  return found;
}
