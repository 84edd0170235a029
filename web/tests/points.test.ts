import assert from "node:assert/strict";
import test from "node:test";
import { facetsOf } from "../src/facets.ts";
import { Bits } from "../src/frames.ts";
import { type Kinds, kindsOf } from "../src/kinds.ts";
import { insideOf } from "../src/lasso.ts";
import { type Plane, densities, histogram, numberAt, pixelsOf, rowNear, spanOf } from "../src/points.ts";
import { EVERYTHING } from "../src/predicate.ts";
import type { Rows } from "../src/rows.ts";
import { described } from "./described.ts";

const PLANE: Plane = {
  x: Float32Array.of(0.05, 0.55, 0.95, Number.NaN, 0.55),
  y: Float32Array.of(0.05, 0.55, 0.95, 0.5, 0.55),
  xSpan: { from: 0, to: 1 },
  ySpan: { from: 0, to: 1 },
  width: 10,
  height: 10,
};
const ALL = Uint32Array.of(0, 1, 2, 3, 4);

const kinds = (...codes: number[]): Kinds => ({ names: ["one", "other"], codes: Uint8Array.from(codes), shapes: [0, 1] });

test("points lie on their pixels, those without a number or outside on none", () => {
  assert.deepEqual([...pixelsOf(PLANE, ALL)], [90, 45, 9, -1, 45]);
  assert.deepEqual([...pixelsOf({ ...PLANE, xSpan: { from: 0.1, to: 0.9 } }, ALL)], [-1, 45, -1, -1, 45]);
});

test("points are counted by kind", () => {
  const counts = densities(pixelsOf(PLANE, ALL), ALL, kinds(0, 0, 0, 0, 1), 100);
  assert.deepEqual([counts[90], counts[45], counts[145]], [1, 1, 1]);
  assert.equal(counts.reduce((sum, count) => sum + count), 4);
});

test("the rows in a lasso are those between its sides, whatever their number", () => {
  const square = insideOf([[0, 0], [1, 0], [1, 1], [0, 1]]);
  assert.deepEqual([square(0.5, 0.5), square(0, 0.5), square(1, 0.5), square(0.5, 1)], [true, true, false, false]);
  const ring = Array.from({ length: 400 }, (_, at): [number, number] => [Math.cos(at / 63.66), Math.sin(at / 63.66)]);
  const inside = insideOf(ring);
  for (let at = 0; at < 200; at += 1) {
    const [far, turn] = [(at % 20) / 10, at];
    if (Math.abs(far - 1) < 0.05) continue;
    assert.equal(inside(far * Math.cos(turn), far * Math.sin(turn)), far < 1, `${far} ${turn}`);
  }
  assert.equal(inside(Number.NaN, 0), false);
  assert.equal(inside(0, Number.NaN), false);
});

test("a lasso is the even-odd rule point by point, also where sides cross, lie flat or stand upright", () => {
  const shapes: [number, number][][] = [
    [[0, 0], [4, 0], [0, 3], [2, -2], [4, 3]],
    [[0, 0], [4, 0], [4, 1], [1, 1], [1, 2], [4, 2], [4, 3], [0, 3]],
    Array.from({ length: 60 }, (_, at): [number, number] => [(at * 37) % 11, (at * 53) % 7]),
  ];
  for (const shape of shapes) {
    const inside = insideOf(shape);
    for (let at = 0; at < 20_000; at += 1) {
      const [x, y] = at < 4_000 ? [(at % 64) / 5, Math.floor(at / 64) / 8 - 2] : [(at * 0.618) % 11, ((at * 0.414) % 9) - 2];
      const odd = shape.filter(([x2, y2], place) => {
        const [x1, y1] = shape.at(place - 1)!;
        return y1 <= y !== y2 <= y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
      });
      assert.equal(inside(x!, y!), odd.length % 2 === 1, `${x} ${y}`);
    }
  }
});

test("a number is as precise as pixels can tell", () => {
  assert.equal(numberAt({ from: 0, to: 1 }, 0.123456), 0.1235);
  assert.equal(numberAt({ from: 2000, to: 2010 }, 0.5), 2005);
});

test("a click finds the nearest point within reach", () => {
  assert.equal(rowNear(PLANE, ALL, [0, 9], 3), 0);
  assert.equal(rowNear(PLANE, ALL, [2, 2], 1), null);
});

test("a column's span holds its numbers, and scores have 0 and 1", () => {
  const column = Float32Array.of(2, 4, Number.NaN);
  const { from, to } = spanOf(column, "feature0", Uint32Array.of(0, 1, 2));
  assert.ok(from < 2 && to > 4 && to < 4.1);
  assert.ok(spanOf(column, "score0", ALL).from < 0);
  assert.deepEqual(spanOf(column, "feature0", new Uint32Array(0)), { from: 0, to: 1 });
});

test("a histogram counts by kind", () => {
  const counts = histogram(Float32Array.of(0.1, 0.1, 0.9), { from: 0, to: 1 }, Uint32Array.of(0, 1, 2), 2, kinds(0, 1, 0));
  assert.deepEqual([...counts], [1, 1, 1, 0]);
});

const ABOUT = described();
const ROWS: Rows = {
  count: 6,
  label: Uint8Array.of(0, 1, 0, 1, 0, 1),
  weight: null,
  scores: [],
  slices: [null, new Bits(Uint8Array.of(0b000111), 6), new Bits(Uint8Array.of(0b011100), 6)],
  features: [],
};

test("kinds are labels, a slice and the rest, or all slices of a family", () => {
  assert.deepEqual(kindsOf(ABOUT, ROWS, "label").names, ["label negative", "label positive"]);
  assert.deepEqual([...kindsOf(ABOUT, ROWS, "slice1").codes], [1, 1, 1, 0, 0, 0]);
  const family = kindsOf(ABOUT, ROWS, "family0");
  assert.deepEqual(family.names, ["group=a", "group=b", "in several of these", "in none of these"]);
  assert.deepEqual([...family.codes], [0, 0, 2, 1, 1, 3]);
  assert.equal(new Set(family.shapes).size, 4);
  assert.deepEqual(kindsOf(ABOUT, ROWS, "family9").names, kindsOf(ABOUT, ROWS, "label").names);
});

test("facets are a plot a label or a slice, in which a row of several slices is in several plots", () => {
  const all = Uint32Array.of(0, 1, 2, 3, 4, 5);
  const shown = (facets: string | null) => facetsOf(ABOUT, ROWS, facets).map(({ of }) => [...of(all)]);
  assert.deepEqual(shown(null), [[0, 1, 2, 3, 4, 5]]);
  assert.deepEqual(shown("nonesuch"), [[0, 1, 2, 3, 4, 5]]);
  assert.deepEqual(shown("label"), [[0, 2, 4], [1, 3, 5]]);
  assert.deepEqual(shown("family0"), [[0, 1, 2], [2, 3, 4]]);
  const [, second] = facetsOf(ABOUT, ROWS, "family0");
  assert.deepEqual(second!.narrowed({ ...EVERYTHING, slices: [1] }), { slices: [1, 2] });
});
