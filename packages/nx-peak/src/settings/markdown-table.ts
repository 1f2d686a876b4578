import { SETTING_NAMES, SETTINGS } from './table';

const BEGIN = '<!-- settings: begin (generated from the table of settings) -->';
const END = '<!-- settings: end -->';

/** A page whose table of settings, between two comments, is made anew. @throws when it has no such place */
export function withSettingsTable(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`the page has no place for the table of settings: ${BEGIN} ... ${END}`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${settingsTable()}\n\n${page.slice(end)}`;
}

/** The settings as a Markdown table, one row each. */
function settingsTable(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { env, type, fallback, fallbackText, meaning } = SETTINGS[name];
    const used = fallbackText ?? `\`${JSON.stringify(fallback)}\``;
    return [`\`${name}\``, `\`${env}\``, type.expected, used, meaning];
  });
  const table = [['In nx-peak.json', 'Environment', 'Value', 'Default', 'Meaning'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const [head = [], ...body] = table.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
