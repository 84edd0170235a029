// The report as view.py wrote it, and the few ways in which its numbers and names are put to text.

const report = JSON.parse(atob(document.getElementById("report").textContent));

/** The numbers of one model and slice; null where undefined. */
function cell(metric, threshold, model, slice) {
  const place = model * report.slices.length + slice;
  const found = { model, slice };
  for (const [name, places] of Object.entries(metric.columns)) {
    found[name] = report.columns[places[threshold]][place];
  }
  found.mark = report.marks[found.mark];
  return found;
}

/** Every cell of the slices given: slice by slice, the models side by side. */
function cellsOf(metric, threshold, slices) {
  return slices.map((slice) =>
    report.models.map((_, model) => cell(metric, threshold, model, slice)),
  );
}

/** The letter that stands for a model beside its bars, so that colour is never the only sign. */
function key(model) {
  return model < 26 ? String.fromCharCode(65 + model) : String(model + 1);
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });

function whole(number) {
  return WHOLE.format(number);
}

/** A count in at most five or six characters more than it needs: 1,234 or 165.3B. */
function brief(number) {
  return number < 1e6 ? whole(number) : COMPACT.format(number);
}

/** 0.0312; a tiny number keeps two digits, and what is not 0 is never shown as 0. */
function decimal(number, places) {
  const tiny = number !== 0 && Math.abs(number) < 10 ** -places;
  return tiny ? number.toPrecision(2) : number.toFixed(places);
}

function signed(number, places) {
  return (number > 0 ? "+" : number < 0 ? "−" : "") + decimal(Math.abs(number), places);
}

/** `0.031 [0.020, 0.047], 12 false positives of 345 negatives, 345 rows`. */
function sentence(metric, { value, lower, upper, numerator, denominator, rows, mark }) {
  if (value === null) return `undefined: ${whole(denominator)} ${metric.below}`;
  const interval = lower === null ? "no interval" : `[${decimal(lower, 4)}, ${decimal(upper, 4)}]`;
  const counts = `${whole(numerator)} ${metric.above} of ${whole(denominator)} ${metric.below}`;
  return `${decimal(value, 4)} ${interval}\n${counts}; ${whole(rows)} ${metric.unit}\n${mark}`.trim();
}

/** A name for places that hold plain text only: control and direction characters made visible. */
function plain(name) {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** An HTML element; strings among the children become text, never markup. */
function html(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function svg(tag, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A name from outside, held apart from the direction of the text around it; may break after `=`. */
function named(name) {
  const [first, ...rest] = name.split("=");
  return html("bdi", {}, first, ...rest.flatMap((part) => ["=", html("wbr", {}), part]));
}
