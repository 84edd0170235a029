// Rows as a CSV file that a spreadsheet may open: no text is taken for a formula.

const FORMULA = /^[=+\-@\t\r]/;

export type Value = string | number | null;

/** A cell: text that a spreadsheet could take for a formula gets an apostrophe before it. */
export function csvCell(value: Value): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(head: readonly string[], rows: Iterable<readonly Value[]>): string {
  const lines = [head.map(csvCell).join(",")];
  for (const row of rows) lines.push(row.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
