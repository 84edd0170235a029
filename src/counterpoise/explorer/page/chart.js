// The chart: one row a slice, in it one bar a model, whiskers, and the counts behind them.

const BAR = 16; // pixels that a model takes in a row, as the line height of the text beside it
const PAD = 5; // pixels above the first bar, as the padding of that text

/** Ticks at round numbers from `low` to at least `high`. */
function ticksOf(low, high) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
}

/** The span drawn: every value, and the intervals that are narrow enough to say something. */
function scaleOf(cells, zoomed) {
  const defined = cells.flat().filter(({ value }) => value !== null);
  const sure = defined.filter(({ mark }) => mark === "");
  const ends = defined.map(({ value }) => value);
  ends.push(...sure.flatMap(({ lower, upper }) => [lower, upper]));
  const high = ends.length ? Math.max(...ends) : 1;
  const low = zoomed && ends.length ? Math.min(...ends) : 0;
  const ticks = ticksOf(low, high > low ? high : low + 1e-3);
  const [start, end] = [ticks[0], ticks[ticks.length - 1]];
  return { ticks, start, end, zoomed, percent: (value) => (100 * (value - start)) / (end - start) };
}

function vertical(scale, value, attributes) {
  const x = `${scale.percent(value)}%`;
  return svg("line", { x1: x, x2: x, y1: "0", y2: "100%", ...attributes });
}

/** Numbers of the axis, and the baseline's overall value above them. */
function axis(scale, overall) {
  const places = Math.max(0, -Math.floor(Math.log10(scale.ticks[1] - scale.ticks[0]) - 0.4));
  const labels = scale.ticks.map((tick) => {
    const place = { x: `${scale.percent(tick)}%`, y: "29", "text-anchor": "middle" };
    return svg("text", place, tick.toFixed(places));
  });
  if (overall !== null) labels.push(overallLabel(scale, overall));
  const heads = ["value", "counted / of"].map((head) => html("div", { class: "number" }, head));
  const empty = ["name", "keys"].map((name) => html("div", { class: name }));
  return [...empty, html("div", { class: "plot" }, svg("svg", {}, ...labels)), ...heads];
}

function overallLabel(scale, overall) {
  const at = scale.percent(overall);
  const anchor = at < 15 ? "start" : at > 85 ? "end" : "middle";
  const text = `overall, ${key(report.baseline)}: ${decimal(overall, 3)}`;
  return svg("text", { class: "overall", x: `${at}%`, y: "12", "text-anchor": anchor }, text);
}

function sliceRow(metric, scale, overall, cells) {
  const slice = cells[0].slice;
  const lines = (name, texts) =>
    html("div", { class: name }, ...texts.map((text) => html("div", {}, text)));
  const name = report.slices[slice];
  return html(
    "li",
    { class: slice === 0 ? "row whole" : "row" },
    html("div", { class: "name", title: plain(name) }, named(name)),
    lines("keys", cells.map(({ model }) => key(model))),
    plotOf(metric, scale, overall, cells),
    lines("number", cells.map(({ value }) => (value === null ? "–" : decimal(value, 3)))),
    lines("number", cells.map((one) => `${brief(one.numerator)} / ${brief(one.denominator)}`)),
    lines("mark marks", cells.map(({ mark }) => mark || "\u00a0")),
  );
}

function plotOf(metric, scale, overall, cells) {
  const lines = scale.ticks.map((tick) => vertical(scale, tick, { class: "grid" }));
  const bars = cells.map((one) => barOf(metric, scale, one, PAD + one.model * BAR));
  const about = { role: "img", "aria-label": spoken(metric, cells) };
  const plot = svg("svg", about, ...lines, ...bars);
  if (overall !== null) plot.append(vertical(scale, overall, { class: "reference" }));
  return html("div", { class: "plot" }, plot);
}

function spoken(metric, cells) {
  const name = ({ model }) => plain(report.models[model].name);
  return cells.map((one) => `${name(one)}: ${sentence(metric, one)}`).join("; ");
}

/** One model's bar (a point where the scale does not start at 0), hatched where too little is known. */
function barOf(metric, scale, one, top) {
  const slice = plain(report.slices[one.slice]);
  const model = `${key(one.model)} ${plain(report.models[one.model].name)}`;
  const about = svg("title", {}, [slice, model, sentence(metric, one)].join("\n"));
  const place = { x: "0", y: String(top), width: "100%", height: String(BAR) };
  const group = svg("g", { class: "cell" }, about, svg("rect", { class: "hit", ...place }));
  if (one.value === null) return group;
  group.append(...(scale.zoomed ? point(scale, one, top) : bar(scale, one, top)));
  if (one.lower !== null) group.append(...whisker(scale, one, top + BAR / 2));
  return group;
}

function bar(scale, one, top) {
  const width = `${scale.percent(one.value)}%`;
  const place = { x: "0", y: String(top + 2), width, height: String(BAR - 4) };
  const colour = `bar model-${one.model % 6}`;
  if (one.mark === "") return [svg("rect", { class: colour, ...place })];
  const hatch = svg("rect", { class: "hatch", fill: "url(#hatch)", ...place });
  return [svg("rect", { class: `${colour} unsure`, ...place }), hatch];
}

function point(scale, one, top) {
  const colour = `bar model-${one.model % 6}${one.mark === "" ? "" : " unsure"}`;
  const place = { cx: `${scale.percent(one.value)}%`, cy: String(top + BAR / 2), r: "4.5" };
  return [svg("circle", { class: colour, ...place })];
}

/** The interval; an end beyond the scale is drawn as an arrow at the edge. */
function whisker(scale, { lower, upper }, middle) {
  const ends = [lower, upper].map((end) => Math.min(100, Math.max(0, scale.percent(end))));
  const y = String(middle);
  const line = svg("line", { class: "whisker", x1: `${ends[0]}%`, x2: `${ends[1]}%`, y1: y, y2: y });
  const beyond = [lower < scale.start - 1e-9, upper > scale.end + 1e-9];
  return [line, ...ends.map((end, side) => (beyond[side] ? arrow(end, middle, side) : cap(end, middle)))];
}

function cap(end, middle) {
  const x = `${end}%`;
  const [y1, y2] = [String(middle - 3.5), String(middle + 3.5)];
  return svg("line", { class: "whisker", x1: x, x2: x, y1, y2 });
}

function arrow(end, middle, side) {
  const path = svg("path", { class: "arrow", d: side ? "M-1-4 6 0-1 4z" : "M1-4-6 0 1 4z" });
  return svg("svg", { x: `${end}%`, y: String(middle), width: "1", height: "1" }, path);
}

function divider() {
  return html("li", { class: "divider" }, "Too little data from here on: this order is mostly noise");
}

/** Draws axis and rows: overall first, or above the chart where it is not among the slices. */
function drawChart(metric, threshold, slices, { zoomed, noisyFrom }) {
  const [overall, ...others] = cellsOf(metric, threshold, [0, ...slices.filter((one) => one !== 0)]);
  const reference = report.baseline === null ? null : overall[report.baseline].value;
  const scale = scaleOf([overall, ...others], zoomed);
  document.getElementById("axis").replaceChildren(...axis(scale, reference));
  const [first, ...rows] = [overall, ...others].map((cells) => sliceRow(metric, scale, reference, cells));
  if (noisyFrom !== null) rows.splice(noisyFrom, 0, divider());
  const among = slices.includes(0);
  document.getElementById("whole").replaceChildren(...(among ? [] : [first]));
  document.getElementById("chart").replaceChildren(...(among ? [first] : []), ...rows);
}
