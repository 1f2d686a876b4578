import { plainText } from './plain-text';

/** What is not known is an empty cell. */
export type Cell = string | number | undefined;

/** Rows as comma-separated values (RFC 4180). */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins so for a formula, and runs it. */
const FORMULA = /^[=+\-@]/;

function quoted(cell: Cell): string {
  if (typeof cell !== 'string') {
    return cell === undefined ? '' : String(cell);
  }
  const text = FORMULA.test(cell) ? `'${plainText(cell)}` : plainText(cell);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
