// Which points lie in a shape drawn around them: the even-odd rule, in numbers of the columns, as Python has it.

export type Corner = readonly [x: number, y: number];

const BANDS = 256; // equal parts of the shape's height and width; each of the height has the sides that reach into it

type Test = (x: number, y: number) => boolean;

/**
 * A test of points. Of a side from (x1, y1) to (x2, y2), a ray to the right of a point crosses it where
 * y is at or above one end and below the other, and x < x1 + (y - y1) / (y2 - y1) (x2 - x1).
 */
export function insideOf(corners: readonly Corner[]): Test {
  const [left, right] = endsOf(corners.map(([x]) => x));
  const [low, high] = endsOf(corners.map(([, y]) => y));
  const exact = exactTest(corners, low, high);
  const [across, up] = [BANDS / (right - left), BANDS / (high - low)];
  if (!Number.isFinite(across * up)) return exact;
  const cells = cellsOf(corners, exact, [left, low, across, up]);
  const slack = (right - left) * 1e-9; // a crossing is computed with a rounding
  return (x, y) => {
    if (!(y >= low && y <= high && x >= left - slack && x <= right + slack)) return false;
    const cell = cells[bandOf(y, low, up) * BANDS + bandOf(x, left, across)]!;
    return cell === MIXED ? exact(x, y) : cell === INSIDE;
  };
}

const [INSIDE, MIXED] = [1, 2];

/** Of each cell of the shape's box whether it lies inside, outside, or a side runs through it or beside it. */
function cellsOf(corners: readonly Corner[], exact: Test, [left, low, across, up]: readonly [number, number, number, number]): Uint8Array {
  const cells = new Uint8Array(BANDS * BANDS);
  for (const [place, [x2, y2]] of corners.entries()) {
    const [x1, y1] = corners.at(place - 1)!;
    const [first, last] = endsOf([bandOf(y1, low, up), bandOf(y2, low, up)]);
    for (let band = Math.max(0, first - 1); band <= Math.min(BANDS - 1, last + 1); band += 1) {
      const reached = [band - 1, band + 2].map((edge) => {
        const share = y1 === y2 ? 0 : Math.min(1, Math.max(0, (low + edge / up - y1) / (y2 - y1)));
        return bandOf(x1 + share * (x2 - x1), left, across);
      });
      const [from, to] = endsOf(y1 === y2 ? [bandOf(x1, left, across), bandOf(x2, left, across)] : reached);
      cells.fill(MIXED, band * BANDS + Math.max(0, from - 1), band * BANDS + Math.min(BANDS, to + 2));
    }
  }
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (cells[cell] === MIXED) continue;
    const [x, y] = [left + ((cell % BANDS) + 0.5) / across, low + (Math.floor(cell / BANDS) + 0.5) / up];
    cells[cell] = exact(x, y) ? INSIDE : 0;
  }
  return cells;
}

function exactTest(corners: readonly Corner[], low: number, high: number): Test {
  const scale = BANDS / (high - low);
  const { starts, sides } = bandsOf(corners, low, scale);
  return (x, y) => {
    if (!(y >= low && y <= high)) return false;
    const band = bandOf(y, low, scale);
    let odd = false;
    for (let at = starts[band]!; at < starts[band + 1]!; at += 4) {
      const [y1, y2] = [sides[at + 1]!, sides[at + 3]!];
      if (y1 <= y === y2 <= y) continue;
      const x1 = sides[at]!;
      if (x < x1 + ((y - y1) / (y2 - y1)) * (sides[at + 2]! - x1)) odd = !odd;
    }
    return odd;
  };
}

/** Four numbers a side, those that reach into a band one after another: from `starts[band]` on. */
function bandsOf(corners: readonly Corner[], low: number, scale: number): { starts: Uint32Array; sides: Float64Array } {
  const bands = Array.from({ length: BANDS }, (): number[] => []);
  for (const [place, [x2, y2]] of corners.entries()) {
    const [x1, y1] = corners.at(place - 1)!;
    if (y1 === y2) continue;
    const last = bandOf(Math.max(y1, y2), low, scale);
    for (let band = bandOf(Math.min(y1, y2), low, scale); band <= last; band += 1) bands[band]!.push(x1, y1, x2, y2);
  }
  const starts = new Uint32Array(BANDS + 1);
  for (const [band, sides] of bands.entries()) starts[band + 1] = starts[band]! + sides.length;
  return { starts, sides: Float64Array.from(bands.flat()) };
}

function bandOf(y: number, low: number, scale: number): number {
  const band = Math.floor((y - low) * scale);
  return band >= BANDS ? BANDS - 1 : band > 0 ? band : 0;
}

function endsOf(numbers: readonly number[]): [number, number] {
  return [Math.min(...numbers), Math.max(...numbers)];
}
