// Frames: a header in JSON and columns of numbers, read in place. PROTOCOL.md has the layout.

export type Numbers =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export type Column = Numbers | Bits | Texts;

export interface Frame {
  readonly value: unknown;
  readonly columns: ReadonlyMap<string, Column>;
}

/** One bit an element, the lowest of a byte first. */
export class Bits {
  constructor(
    readonly bytes: Uint8Array,
    readonly length: number,
  ) {}

  has(place: number): boolean {
    return ((this.bytes[place >> 3]! >> (place & 7)) & 1) === 1;
  }
}

/** Texts in UTF-8, decoded when asked for. */
export class Texts {
  private readonly decoder = new TextDecoder();

  constructor(
    readonly offsets: Uint32Array,
    readonly bytes: Uint8Array,
  ) {}

  get length(): number {
    return this.offsets.length - 1;
  }

  at(place: number): string {
    return this.decoder.decode(this.bytes.subarray(this.offsets[place], this.offsets[place + 1]));
  }
}

interface Place {
  readonly type: string;
  readonly at: number;
  readonly length: number;
  readonly bytes?: number;
}

const MAGIC = "CPX1";

const ARRAYS = {
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/**
 * The frame in `bytes`; its columns are views of them, not copies.
 *
 * Bytes that do not begin on a multiple of 8 of their buffer are copied once, because arrays of
 * numbers must.
 */
export function readFrame(bytes: Uint8Array): Frame {
  const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const magic = String.fromCharCode(...whole.subarray(0, 4));
  if (magic !== MAGIC) {
    throw new TypeError(
      `A frame begins with ${MAGIC}. Got ${whole.length} bytes that begin with ${JSON.stringify(magic)}. ` +
        "Make the page and the data with the same version.",
    );
  }
  const size = new DataView(whole.buffer, whole.byteOffset).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + size)));
  const start = whole.byteOffset + 8 + size;
  const columns = Object.entries(header.columns as Record<string, Place>).map(
    ([name, place]) => [name, columnAt(whole.buffer as ArrayBuffer, start, name, place)] as const,
  );
  return { value: header.value, columns: new Map(columns) };
}

function columnAt(buffer: ArrayBuffer, start: number, name: string, place: Place): Column {
  const { type, length } = place;
  const at = start + place.at;
  if (type === "bits") return new Bits(new Uint8Array(buffer, at, (length + 7) >> 3), length);
  if (type === "text") return textsAt(buffer, start, place);
  if (type in ARRAYS) return new ARRAYS[type as keyof typeof ARRAYS](buffer, at, length);
  throw new TypeError(
    `A column is one of ${[...Object.keys(ARRAYS), "bits", "text"].join(", ")}. ` +
      `Got ${JSON.stringify(type)} for ${JSON.stringify(name)}. ` +
      "Make the page and the data with the same version.",
  );
}

function textsAt(buffer: ArrayBuffer, start: number, { at, length, bytes = 0 }: Place): Texts {
  const offsets = new Uint32Array(buffer, start + at, length + 1);
  return new Texts(offsets, new Uint8Array(buffer, start + bytes, offsets[length]));
}

/** The column of numbers called `name`. */
export function numbers({ columns }: Frame, name: string): Numbers {
  const column = columns.get(name);
  if (column === undefined || column instanceof Bits || column instanceof Texts) {
    throw new TypeError(
      `The frame should hold numbers called ${JSON.stringify(name)}. ` +
        `It holds ${[...columns.keys()].join(", ") || "no columns"}. ` +
        "Make the page and the data with the same version.",
    );
  }
  return column;
}

/** The column of texts called `name`. */
export function texts({ columns }: Frame, name: string): Texts {
  const column = columns.get(name);
  if (column instanceof Texts) return column;
  throw new TypeError(
    `The frame should hold texts called ${JSON.stringify(name)}. ` +
      `It holds ${[...columns.keys()].join(", ") || "no columns"}. ` +
      "Make the page and the data with the same version.",
  );
}
