// Rows in the order of a column: a million in the time of a blink.

import type { Numbers } from "./frames.ts";
import { type Rows, columnOf } from "./rows.ts";
import type { Sort } from "./state.ts";

/** `meant` in the order asked for; rows without a number come last either way, ties stay in order. */
export function sortedRows(meant: Uint32Array, rows: Rows, sort: Sort | null): Uint32Array {
  const values = sort === null ? null : columnOf(rows, sort.column);
  if (sort === null || values === null) return meant;
  return byKeys(meant, keysOf(meant, values, sort.down));
}

/** Two halves of a key for each row, which rise in the order asked for. */
interface Keys {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** The bits of each number, turned so that they rise in the order asked for; nan above all. */
function keysOf(meant: Uint32Array, values: Numbers, down: boolean): Keys {
  const [high, low] = [new Uint32Array(meant.length), new Uint32Array(meant.length)];
  const flip = down ? 0xffffffff : 0;
  const number = new Float64Array(1);
  const bits = new Uint32Array(number.buffer); // the low half is first
  for (let at = 0; at < meant.length; at += 1) {
    const value = values[meant[at]!]!;
    if (Number.isNaN(value)) {
      high[at] = low[at] = 0xffffffff;
      continue;
    }
    number[0] = value === 0 ? 0 : value; // −0 is 0
    const negative = bits[1]! >>> 31 === 1;
    high[at] = bits[1]! ^ (negative ? 0xffffffff : 0x80000000) ^ flip;
    low[at] = bits[0]! ^ (negative ? 0xffffffff : 0) ^ flip;
  }
  return { high, low };
}

const DIGIT = 0x10000;

/** Sorts by 16 bits of the keys at a time, the lowest first; each pass keeps the order of the one before. */
function byKeys(meant: Uint32Array, { high, low }: Keys): Uint32Array {
  let [order, next] = [Uint32Array.from(meant, (_, place) => place), new Uint32Array(meant.length)];
  for (const [keys, shift] of [[low, 0], [low, 16], [high, 0], [high, 16]] as const) {
    const starts = new Uint32Array(DIGIT + 1);
    for (let at = 0; at < keys.length; at += 1) starts[((keys[at]! >>> shift) & 0xffff) + 1]! += 1;
    if (starts.includes(keys.length)) continue; // all have the same digit
    for (let digit = 1; digit <= DIGIT; digit += 1) starts[digit]! += starts[digit - 1]!;
    for (let at = 0; at < order.length; at += 1) {
      const place = order[at]!;
      next[starts[(keys[place]! >>> shift) & 0xffff]!++] = place;
    }
    [order, next] = [next, order];
  }
  return order.map((place) => meant[place]!);
}
