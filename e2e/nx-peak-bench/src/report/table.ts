export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it. */
  readonly notes?: readonly string[];
}

/** As Markdown, the columns in line so that it reads well as text too. */
export function tableText({ title, head, rows, notes = [] }: Table): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  const table = [line(head), rule, ...rows.map((row) => line(row))].join('\n');
  return [`### ${title}`, table, ...(notes.length > 0 ? [notes.join(' ')] : [])].join('\n\n');
}
