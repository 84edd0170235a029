// Which rows of a long table stand in view: any number of them in a page of bounded height.

/** The tallest element that every browser draws; longer tables are scrolled through in larger steps. */
const TALLEST = 8_000_000; // pixels

const MARGIN = 6; // rows drawn beyond either end of the view

export interface View {
  readonly scrollTop: number;
  readonly height: number;
}

export interface Visible {
  readonly first: number;
  readonly last: number; // not included
  /** Where the first row drawn lies, in pixels from the top. */
  readonly top: number;
  /** The height of the whole. */
  readonly height: number;
}

/** The rows in view, of `count` that are each `rowHeight` pixels high. */
export function visibleRows(count: number, rowHeight: number, { scrollTop, height }: View): Visible {
  const whole = count * rowHeight;
  const shown = Math.min(whole, TALLEST);
  const room = Math.max(0, shown - height);
  const share = room === 0 ? 0 : Math.min(1, Math.max(0, scrollTop) / room);
  const start = share * Math.max(0, whole - height); // pixels of the whole above the view
  const first = Math.max(0, Math.floor(start / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((start + height) / rowHeight) + MARGIN);
  const offset = shown === whole ? 0 : Math.min(scrollTop, room) - start;
  return { first, last, top: first * rowHeight + offset, height: shown };
}

/** Where to scroll so that `row` is in view: `scrollTop` itself where it is already. */
export function scrollTo(row: number, count: number, rowHeight: number, { scrollTop, height }: View): number {
  const whole = count * rowHeight;
  const shown = Math.min(whole, TALLEST);
  const scale = whole <= height ? 0 : (shown - height) / (whole - height);
  const start = scale === 0 ? 0 : scrollTop / scale;
  const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
  if (top >= start && bottom <= start + height) return scrollTop;
  return scale * (top < start ? top : bottom - height);
}
