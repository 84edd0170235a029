// Which slices are shown, in which order, and how many are not: none is left out unsaid.

const ALL_UP_TO = 60; // slices that are all drawn without being asked for
const AT_ONCE = 40; // of more, how many are drawn, and how many more each time that more are asked for

/** Orders by their name: the number that decides (null: as given), and which end comes first. */
const ORDERS = {
  given: { title: "as in the report", number: null },
  rows: { title: "rows: most first", number: ({ slice }) => report.slice_rows[slice], down: true },
  gap: { title: "gap to overall: widest first", number: ({ gap }) => gap, down: true, noisy: true },
  high: { title: "value: highest first", number: ({ high }) => high, down: true, noisy: true },
  low: { title: "value: lowest first", number: ({ low }) => low, noisy: true },
};

/**
 * A slice's evidence, ends of its values and widest gap to overall (each model's to its own), by
 * the models that have enough data of it; by all where none has; null where all are undefined.
 */
function judged(metric, threshold, slice) {
  const models = [...report.models.keys()];
  const defined = models
    .map((model) => cell(metric, threshold, model, slice))
    .filter(({ value }) => value !== null);
  const sure = defined.filter(({ mark }) => mark === "");
  const told = sure.length ? sure : defined;
  const values = told.map(({ value }) => value);
  const gaps = told
    .map(({ model, value }) => [value, cell(metric, threshold, model, 0).value])
    .filter(([, overall]) => overall !== null)
    .map(([value, overall]) => Math.abs(value - overall));
  const end = (some, numbers) => (numbers.length ? some(...numbers) : null);
  return {
    slice,
    enough: sure.length > 0,
    high: end(Math.max, values),
    low: end(Math.min, values),
    gap: end(Math.max, gaps),
  };
}

/** Compares slices: those without enough data after the others where noise would lead. */
function precedence({ number, down, noisy }) {
  return (one, other) => {
    if (noisy && one.enough !== other.enough) return one.enough ? -1 : 1;
    const [a, b] = [number(one), number(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return down ? b - a : a - b;
  };
}

/** Parts of `slices` that pass and that do not. */
function parted(slices, passes) {
  return [slices.filter(passes), slices.filter((one) => !passes(one))];
}

/**
 * The slices asked for, at most `asked.most` of them (null: as many as there is room for), and from
 * which on there is too little data where these come last. `left` says how many are left out for
 * which reason, each under the first one. Overall is neither among them nor counted.
 */
function selected(metric, threshold, asked) {
  const part = asked.name.toLowerCase();
  const all = [...report.slices.keys()].slice(1).map((slice) => judged(metric, threshold, slice));
  const left = [];
  let kept = all;
  const keep = (why, passes) => {
    const [passed, failed] = parted(kept, passes);
    if (failed.length) left.push({ why, slices: failed.length });
    kept = passed;
  };
  keep("in other groups", ({ slice }) => asked.family === null || report.family_of[slice] === asked.family);
  keep("with other names", ({ slice }) => report.slices[slice].toLowerCase().includes(part));
  keep(`with fewer than ${whole(asked.least)} rows`, ({ slice }) => report.slice_rows[slice] >= asked.least);
  if (asked.enough) keep("with too little data", ({ enough }) => enough);
  const order = ORDERS[asked.order];
  if (order.number !== null) kept = [...kept].sort(precedence(order));
  const most = asked.most ?? (kept.length <= ALL_UP_TO ? kept.length : AT_ONCE);
  const shown = kept.slice(0, most);
  const below = kept.length - shown.length;
  if (below) left.push({ why: "further down", slices: below });
  const noisyFrom = order.noisy ? shown.findIndex(({ enough }) => !enough) : -1;
  return {
    slices: shown.map(({ slice }) => slice),
    noisyFrom: noisyFrom < 0 ? null : noisyFrom,
    left,
    below,
  };
}
