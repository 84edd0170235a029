import assert from "node:assert/strict";
import test from "node:test";
import { Bits, numbers, readFrame, texts } from "../src/frames.ts";

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly parts: readonly Uint8Array[];
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A frame as the protocol lays it out, written here by hand. */
function frameOf(value: unknown, entries: readonly Entry[]): Uint8Array {
  const columns: Record<string, Record<string, unknown>> = {};
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { name, type, length, parts } of entries) {
    columns[name] = { type, length };
    for (const [place, part] of parts.entries()) {
      columns[name][place === 0 ? "at" : "bytes"] = at;
      const padded = new Uint8Array(Math.ceil(part.length / 8) * 8);
      padded.set(part);
      pieces.push(padded);
      at += padded.length;
    }
  }
  let text = JSON.stringify({ value, columns });
  while ((8 + new TextEncoder().encode(text).length) % 8 !== 0) text += " ";
  const header = new TextEncoder().encode(text);
  const whole = new Uint8Array(8 + header.length + at);
  whole.set(new TextEncoder().encode("CPX1"));
  new DataView(whole.buffer).setUint32(4, header.length, true);
  whole.set(header, 8);
  let end = 8 + header.length;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}

const COMMENTS = ["", "naïve \u202e text", "👩‍👩‍👧"];

function example(): Uint8Array {
  const encoded = COMMENTS.map((text) => new TextEncoder().encode(text));
  const offsets = Uint32Array.from([0, 0, encoded[1]!.length, encoded[1]!.length + encoded[2]!.length]);
  return frameOf({ rows: 3 }, [
    { name: "label", type: "u1", length: 3, parts: [Uint8Array.of(0, 1, 1)] },
    { name: "score0", type: "f4", length: 3, parts: [bytesOf(Float32Array.of(0.25, Number.NaN, 1))] },
    { name: "slice1", type: "bits", length: 9, parts: [Uint8Array.of(0b0000_0101, 1)] },
    { name: "text", type: "text", length: 3, parts: [bytesOf(offsets), Uint8Array.from(encoded.flatMap((one) => [...one]))] },
  ]);
}

test("columns are views of the frame's own bytes", () => {
  const bytes = example();
  const frame = readFrame(bytes);
  assert.deepEqual(frame.value, { rows: 3 });
  assert.deepEqual([...numbers(frame, "score0")], [0.25, Number.NaN, 1]);
  assert.equal(numbers(frame, "label").buffer, bytes.buffer);
});

test("bits count from the lowest of each byte", () => {
  const bits = readFrame(example()).columns.get("slice1");
  assert.ok(bits instanceof Bits);
  const set = Array.from({ length: bits.length }, (_, place) => bits.has(place));
  assert.deepEqual(set, [true, false, true, false, false, false, false, false, true]);
});

test("texts come back as they were written", () => {
  const column = texts(readFrame(example()), "text");
  assert.deepEqual(COMMENTS.map((_, place) => column.at(place)), COMMENTS);
  assert.equal(column.length, 3);
});

test("a frame that begins at an odd byte is read as well", () => {
  const bytes = example();
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  assert.deepEqual([...numbers(readFrame(moved.subarray(3)), "label")], [0, 1, 1]);
});

test("bytes that are no frame are refused", () => {
  assert.throws(() => readFrame(new TextEncoder().encode("<!doctype html>")), {
    message:
      'A frame begins with CPX1. Got 15 bytes that begin with "<!do". Make the page and the data with the same version.',
  });
});

test("a column that is missing or of another kind is named", () => {
  const frame = readFrame(example());
  assert.throws(() => numbers(frame, "text"), {
    message:
      'The frame should hold numbers called "text". It holds label, score0, slice1, text. ' +
      "Make the page and the data with the same version.",
  });
  assert.throws(() => texts(frame, "label"), /should hold texts called "label"/);
  assert.throws(() => readFrame(frameOf(1, [{ name: "odd", type: "f2", length: 0, parts: [] }])), {
    message:
      'A column is one of u1, u2, u4, i4, f4, f8, bits, text. Got "f2" for "odd". ' +
      "Make the page and the data with the same version.",
  });
});
