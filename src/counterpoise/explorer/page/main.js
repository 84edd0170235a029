// What stands above the chart, the controls, and drawing again when one of them changes.

const control = Object.fromEntries(
  ["metric", "threshold", "zoom", "family", "filter", "least", "enough", "order", "some", "all"].map(
    (id) => [id, document.getElementById(id)],
  ),
);

let most = null; // how many slices may be drawn; null: as many as there is room for

function fill(id, children) {
  document.getElementById(id).replaceChildren(...children);
}

function showTitle() {
  const title = report.title || "Rates by group";
  fill("title", [named(title)]);
  document.title = plain(title);
  document.getElementById("synthetic").hidden = !report.synthetic;
}

function modelItem({ name, control: against }, place) {
  const item = html("li", {}, html("span", { class: "key" }, key(place)), named(name));
  if (place === report.baseline) item.append(" (baseline: changes are counted from it)");
  if (against !== null) item.append(", held against its control ", named(against));
  return item;
}

function rowItems() {
  const counted = (rows) => `${whole(rows)} ${rows === 1 ? "row" : "rows"}`;
  return [
    html("li", {}, `${counted(report.rows)} audited`),
    ...report.left_out.map(([why, rows]) => html("li", {}, `${counted(rows)} left out: `, named(why))),
    ...report.not_annotated.map(([column, rows]) => annotatedItem(column, rows, counted)),
  ];
}

function annotatedItem(column, rows, counted) {
  if (rows === 0) return html("li", {}, "every row annotated for ", named(column));
  return html("li", {}, `${counted(rows)} not annotated for `, named(column), ", in none of its slices");
}

function factItems() {
  return report.facts.flatMap(([name, text]) => [
    html("dt", {}, named(name)),
    html("dd", {}, named(text)),
  ]);
}

function legendItem({ name }, place) {
  const swatch = svg("rect", { class: `model-${place % 6}`, width: "12", height: "12" });
  const drawn = svg("svg", { width: "12", height: "12", "aria-hidden": "true" }, swatch);
  const letter = html("span", { class: "key" }, key(place));
  const item = html("li", { title: plain(name) }, drawn, letter, named(name));
  if (place === report.baseline && name !== "baseline") item.append(" (baseline)");
  return item;
}

function metricOption({ title, short }, place) {
  return html("option", { value: String(place) }, short ? `${title} (${short})` : title);
}

function chosenMetric() {
  return report.metrics[Number(control.metric.value)];
}

/** Offers the metric's thresholds; keeps the one chosen before, else 0.5, else the first. */
function offerThresholds() {
  const { thresholds } = chosenMetric();
  document.getElementById("threshold-label").hidden = thresholds.length === 0;
  if (thresholds.length === 0) return;
  const before = control.threshold.selectedOptions[0]?.textContent ?? "0.5";
  control.threshold.replaceChildren(
    ...thresholds.map((limit, place) => html("option", { value: String(place) }, String(limit))),
  );
  const kept = thresholds.findIndex((limit) => String(limit) === before);
  control.threshold.value = String(Math.max(0, kept));
}

function familyOptions() {
  const size = (place) => report.family_of.filter((family) => family === place).length;
  const each = report.families.map((name, place) =>
    html("option", { value: String(place) }, `${plain(name)} (${whole(size(place))})`),
  );
  return [html("option", { value: "" }, "all"), ...each];
}

function orderOptions() {
  return Object.entries(ORDERS).map(([name, { title }]) => html("option", { value: name }, title));
}

/** What the controls ask for. */
function asked() {
  return {
    family: control.family.value === "" ? null : Number(control.family.value),
    name: control.filter.value.trim(),
    least: Math.max(0, control.least.valueAsNumber || 0),
    enough: control.enough.checked,
    order: control.order.value,
    most,
  };
}

/** Whether overall is in the chart: the other controls say nothing of it. */
function overallIsNamed() {
  return report.slices[0].toLowerCase().includes(asked().name.toLowerCase());
}

function headingOf({ title, thresholds }, threshold, slices) {
  const at = thresholds.length ? ` at score > ${thresholds[threshold]}` : "";
  const all = report.slices.length - 1; // overall is beside the point
  return `${title}${at}${slices < all ? `, ${whole(slices)} of ${whole(all)} slices` : ""}`;
}

function leftOf({ left }) {
  return `Not shown: ${left.map(({ why, slices }) => `${whole(slices)} ${why}`).join(", ")}.`;
}

function showMore({ below, slices }) {
  document.getElementById("more").hidden = below === 0;
  fill("some", [`Show ${whole(Math.min(below, AT_ONCE))} more`]);
  fill("all", [`Show all ${whole(slices.length + below)}`]);
  control.all.hidden = below <= AT_ONCE;
}

function draw() {
  const metric = chosenMetric();
  const threshold = metric.thresholds.length ? Number(control.threshold.value) : 0;
  const found = selected(metric, threshold, asked());
  const slices = overallIsNamed() ? [0, ...found.slices] : found.slices;
  const heading = headingOf(metric, threshold, found.slices.length);
  fill("heading", [heading]);
  fill("left", found.left.length ? [leftOf(found)] : []);
  fill("rule", [
    `${metric.above} / ${metric.below}, with 95 % intervals; ` +
      `“too little data” where the interval reaches more than ${metric.widest} to a side`,
  ]);
  fill("caption", [`${heading}: the numbers behind the chart`]);
  drawChart(metric, threshold, slices, { zoomed: control.zoom.checked, noisyFrom: found.noisyFrom });
  showMore(found);
  drawTable(metric, threshold, slices);
  return found;
}

/** Draws anew, from the first slices on: what was asked for is another selection now. */
function drawFromTop() {
  most = null;
  draw();
}

/** Draws `more` slices further down, and goes on from the first of them. */
function drawFurther(more) {
  const before = document.querySelectorAll("#chart > .row").length;
  const { scrollY } = window;
  most = (most ?? AT_ONCE) + more;
  draw();
  const next = document.querySelectorAll("#chart > .row")[before];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  window.scrollTo({ top: scrollY });
}

function listen() {
  control.metric.addEventListener("change", () => {
    offerThresholds();
    draw();
  });
  control.threshold.addEventListener("change", draw);
  control.zoom.addEventListener("change", draw);
  for (const id of ["family", "enough"]) control[id].addEventListener("change", drawFromTop);
  for (const id of ["filter", "least"]) control[id].addEventListener("input", drawFromTop);
  control.order.addEventListener("change", () => {
    sorting = AS_DRAWN;
    drawFromTop();
  });
  control.some.addEventListener("click", () => drawFurther(AT_ONCE));
  control.all.addEventListener("click", () => drawFurther(Infinity));
  document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
}

showTitle();
fill("models", report.models.map(modelItem));
fill("rows", rowItems());
fill("facts", factItems());
fill("legend", report.models.map(legendItem));
fill("metric", report.metrics.map(metricOption));
fill("family", familyOptions());
fill("order", orderOptions());
document.getElementById("family-label").hidden = report.families.length < 2;
control.order.value = report.slices.length - 1 > ALL_UP_TO ? "gap" : "given";
listen();
offerThresholds();
draw();
