// Text of a page as text of a drawing: line by line, where the page has broken it.

import { drawn, written } from "./styled_copy.ts";

const ASCENT = 0.79; // of a line's height: where letters stand

export interface Corner {
  readonly left: number;
  readonly top: number;
}

interface TextLine {
  text: string;
  left: number;
  right: number;
  readonly top: number;
  readonly height: number;
}

/** The lines of a text node as elements of a drawing whose corner is `corner`. */
export function drawnText(node: Text, style: CSSStyleDeclaration, corner: Corner): SVGElement[] {
  return linesOf(node).map(({ text, left, right, top, height }) => {
    const leftwards = style.direction === "rtl";
    const atEnd = !leftwards && (style.textAlign === "right" || style.textAlign === "end");
    const line = drawn("text", {
      x: round((leftwards || atEnd ? right : left) - corner.left),
      y: round(top - corner.top + height * ASCENT),
      fill: style.color,
      "font-size": style.fontSize,
      "text-anchor": atEnd ? "end" : "start",
    });
    if (style.fontWeight !== "400") line.setAttribute("font-weight", style.fontWeight);
    if (style.fontStyle !== "normal") line.setAttribute("font-style", style.fontStyle);
    if (leftwards) line.setAttribute("direction", "rtl");
    line.append(written(text).trim());
    return line;
  });
}

function linesOf(node: Text): TextLine[] {
  if (node.data.trim() === "") return [];
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = range.getClientRects();
  if (rects.length === 0) return [];
  if (rects.length === 1) return [lineAt(rects[0]!, node.data)];
  return brokenLines(node, range);
}

/** Sign by sign: those on the same height are a line. */
function brokenLines(node: Text, range: Range): TextLine[] {
  const lines: TextLine[] = [];
  let at = 0;
  for (const sign of node.data) {
    range.setStart(node, at);
    at += sign.length;
    range.setEnd(node, at);
    const rect = range.getClientRects()[0];
    const last = lines.at(-1);
    if (rect === undefined || (last !== undefined && Math.abs(last.top - rect.top) < rect.height / 2)) {
      if (last !== undefined) extend(last, sign, rect);
    } else lines.push(lineAt(rect, sign));
  }
  return lines.filter(({ text }) => text.trim() !== "");
}

function lineAt({ left, right, top, height }: DOMRect, text: string): TextLine {
  return { text, left, right, top, height };
}

function extend(line: TextLine, sign: string, rect: DOMRect | undefined): void {
  line.text += sign;
  line.left = Math.min(line.left, rect?.left ?? line.left);
  line.right = Math.max(line.right, rect?.right ?? line.right);
}

export function round(number: number): number {
  return Math.round(number * 100) / 100;
}
