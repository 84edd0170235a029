// The table behind the chart: the same cells, one a row, sorted by any column.

const COLUMNS = [
  { head: "Model", order: ({ model }) => model, show: ({ model }) => named(report.models[model].name) },
  { head: "Slice", order: ({ slice }) => slice, show: ({ slice }) => named(report.slices[slice]) },
  number("Value", "value", (value) => decimal(value, 4)),
  number("Lower", "lower", (value) => decimal(value, 4)),
  number("Upper", "upper", (value) => decimal(value, 4)),
  number("Numerator", "numerator", whole),
  number("Denominator", "denominator", whole),
  number("Rows", "rows", whole), // pairs, where the metric counts pairs
  number("Against overall", "percent_of_overall", (value) => `${signed(value, 1)} %`),
  number("Against baseline", "change", (value) => signed(value, 4)),
  { head: "Mark", order: ({ mark }) => mark, show: ({ mark }) => mark, mark: true },
];

const AS_DRAWN = { column: null, down: false };

const AT_ONCE_ROWS = 300; // rows drawn at once; more follow in parts, so that the page stays quick

let filling = 0; // which drawing of the rows is the last one
let sorting = AS_DRAWN; // until a head is clicked, the rows are in the order of the chart

function number(head, name, text) {
  const show = (one) => (one[name] === null ? "–" : text(one[name]));
  return { head, order: (one) => one[name], show, number: true };
}

/** Compares cells by a column; what is undefined comes last either way. */
function comparison({ column, down }) {
  const { order } = COLUMNS[column];
  return (one, other) => {
    const [a, b] = [order(one), order(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
  };
}

function tableRow(one) {
  const cells = COLUMNS.map(({ show, number: right, mark }, place) => {
    const kind = right ? { class: "number" } : mark ? { class: "mark" } : {};
    return place === 1 ? html("th", { scope: "row" }, show(one)) : html("td", kind, show(one));
  });
  return html("tr", one.slice === 0 ? { class: "whole" } : {}, ...cells);
}

/** The button of a column's head: what is counted, in the words of the metric. */
function headButton(head, metric) {
  const counted = { Numerator: metric.above, Denominator: metric.below }[head];
  const text = head === "Rows" && metric.unit === "pairs" ? "Pairs" : head;
  return html("button", { type: "button", ...(counted ? { title: counted } : {}) }, text);
}

function headCell(column, place, metric, redraw) {
  const press = headButton(column.head, metric);
  press.addEventListener("click", () => {
    sorting = { column: place, down: sorting.column === place && !sorting.down };
    redraw();
    document.querySelectorAll("#columns button")[place].focus();
  });
  const sorted = sorting.column === place ? (sorting.down ? "descending" : "ascending") : "none";
  const kind = column.number ? { class: "number" } : {};
  return html("th", { scope: "col", "aria-sort": sorted, ...kind }, press);
}

/** Draws heads and rows of the slices given. */
function drawTable(metric, threshold, slices) {
  const redraw = () => drawTable(metric, threshold, slices);
  const cells = cellsOf(metric, threshold, slices).flat();
  if (sorting.column !== null) cells.sort(comparison(sorting));
  const heads = COLUMNS.map((column, place) => headCell(column, place, metric, redraw));
  document.getElementById("columns").replaceChildren(...heads);
  document.getElementById("cells").replaceChildren();
  filling += 1;
  fillOn(cells, filling);
}

/** Adds rows part by part, unless another drawing has begun. */
function fillOn(cells, drawing) {
  if (drawing !== filling) return;
  document.getElementById("cells").append(...cells.slice(0, AT_ONCE_ROWS).map(tableRow));
  if (cells.length > AT_ONCE_ROWS) setTimeout(fillOn, 0, cells.slice(AT_ONCE_ROWS), drawing);
}
