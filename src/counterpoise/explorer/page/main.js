// What stands above the chart, the controls, and drawing again when one of them changes.

const control = Object.fromEntries(
  ["metric", "threshold", "filter", "zoom"].map((id) => [id, document.getElementById(id)]),
);

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

function chosenSlices() {
  const part = control.filter.value.trim().toLowerCase();
  const places = [...report.slices.keys()];
  return places.filter((place) => report.slices[place].toLowerCase().includes(part));
}

function headingOf({ title, thresholds }, threshold, slices) {
  const at = thresholds.length ? ` at score > ${thresholds[threshold]}` : "";
  const some = slices < report.slices.length ? `, ${slices} of ${report.slices.length} slices` : "";
  return `${title}${at}${some}`;
}

function draw() {
  const metric = chosenMetric();
  const threshold = metric.thresholds.length ? Number(control.threshold.value) : 0;
  const slices = chosenSlices();
  const heading = headingOf(metric, threshold, slices.length);
  fill("heading", [heading]);
  fill("rule", [
    `${metric.above} / ${metric.below}, with 95 % intervals; ` +
      `“too little data” where the interval reaches more than ${metric.widest} to a side`,
  ]);
  fill("caption", [`${heading}: the numbers behind the chart`]);
  drawChart(metric, threshold, slices, control.zoom.checked);
  drawTable(metric, threshold, slices);
}

function listen() {
  control.metric.addEventListener("change", () => {
    offerThresholds();
    draw();
  });
  control.threshold.addEventListener("change", draw);
  control.zoom.addEventListener("change", draw);
  control.filter.addEventListener("input", draw);
  document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
}

showTitle();
fill("models", report.models.map(modelItem));
fill("rows", rowItems());
fill("facts", factItems());
fill("legend", report.models.map(legendItem));
fill("metric", report.metrics.map(metricOption));
listen();
offerThresholds();
draw();
