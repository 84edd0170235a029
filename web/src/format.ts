// Numbers put to text.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });

/** What stands where there is no number. */
export const NONE = "–";

export function whole(number: number): string {
  return Number.isNaN(number) ? NONE : WHOLE.format(number);
}

/** A count in a few characters: 1,234 or 165.3B. */
export function brief(number: number): string {
  return Math.abs(number) < 1e6 ? whole(number) : COMPACT.format(number);
}

/** 0.031; a tiny number keeps two digits, and what is not 0 is never shown as 0. */
export function decimal(number: number, places = 3): string {
  if (Number.isNaN(number)) return NONE;
  const tiny = number !== 0 && Math.abs(number) < 10 ** -places;
  return tiny ? number.toPrecision(2) : number.toFixed(places);
}

/** With its sign always shown; the minus is a minus. */
export function signed(number: number, places = 3): string {
  if (Number.isNaN(number)) return NONE;
  const text = decimal(Math.abs(number), places);
  return number < 0 ? `\u2212${text}` : `+${text}`;
}

/** The change from `base` in percent of it, as Fairness Indicators shows it. */
export function percentChange(value: number, base: number): string {
  const change = 100 * (value / base - 1);
  if (!Number.isFinite(change)) return NONE;
  const places = Math.abs(change) < 9.95 ? 1 : 0;
  return `${signed(Number(change.toFixed(places)), places)} %`;
}

export function interval(lower: number, upper: number, places = 3): string {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return NONE;
  return `${decimal(lower, places)} to ${decimal(upper, places)}`;
}

/** The letter that stands for a model beside its bars, so that colour is never the only sign. */
export function letter(model: number): string {
  return model < 26 ? String.fromCharCode(65 + model) : String(model + 1);
}

/** A threshold without the noise of binary fractions. */
export function limit(threshold: number): string {
  return String(Number(threshold.toFixed(6)));
}
