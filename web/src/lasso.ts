// Which points lie in a shape drawn around them: the even-odd rule, in numbers of the columns, as Python has it.

export type Corner = readonly [x: number, y: number];

const BANDS = 256; // equal parts of the shape's height, each with the sides that reach into it

/**
 * A test of points. Of a side from (x1, y1) to (x2, y2), a ray to the right of a point crosses it where
 * y is at or above one end and below the other, and x < x1 + (y - y1) / (y2 - y1) (x2 - x1).
 */
export function insideOf(corners: readonly Corner[]): (x: number, y: number) => boolean {
  const heights = corners.map(([, y]) => y);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const scale = BANDS / (high - low);
  const bandOf = (y: number): number => Math.min(BANDS - 1, Math.max(0, Math.floor((y - low) * scale)));
  const bands = Array.from({ length: BANDS }, (): number[] => []);
  for (const [place, [x2, y2]] of corners.entries()) {
    const [x1, y1] = corners.at(place - 1)!;
    if (y1 === y2) continue;
    for (let band = bandOf(Math.min(y1, y2)); band <= bandOf(Math.max(y1, y2)); band += 1) bands[band]!.push(x1, y1, x2, y2);
  }
  const sides = bands.map((band) => Float64Array.from(band));
  return (x, y) => {
    if (!(y >= low && y <= high)) return false;
    const near = sides[bandOf(y)]!;
    let odd = false;
    for (let at = 0; at < near.length; at += 4) {
      const [x1, y1, x2, y2] = [near[at]!, near[at + 1]!, near[at + 2]!, near[at + 3]!];
      if (y1 <= y !== y2 <= y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
    }
    return odd;
  };
}
