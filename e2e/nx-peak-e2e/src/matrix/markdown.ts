import { kinds, kindTitles, statuses, type Kind } from './kinds';
import type { CellResult } from './row';
import { styles, type Style } from './styles';

/** The matrix as Markdown, in the form that prettier gives it. Versions that agree share a row. */
export function markdownOf(
  results: readonly CellResult[],
  versions: readonly string[],
  nameOf: (version: string) => string,
): string {
  const footnotes = new Footnotes();
  const rows = styles.flatMap((style) =>
    rowsOf(style, results, versions, footnotes).map(({ marks, versions: same }) => [
      style.title,
      namesOf(same, versions, nameOf),
      ...marks,
    ]),
  );
  const head = ['Style', 'Nx', ...kinds.map((kind) => kindTitles[kind])];
  return [...tableOf(head, rows), '', ...footnotes.lines()].join('\n').trimEnd();
}

/** How to read it. */
export const legend = [
  'Each cell is checked for a task that succeeds, one that fails, a cache hit and a task that is',
  'stopped, in this order; one mark stands for all four when they agree. ✓ the figure is printed',
  'wherever Nx names the finished task, or on a line of our own, and is the one plugins get (a hit',
  'shows none); ✗ it is not; · Nx leaves no room for it; – there is no such run.',
].join('\n');

/** Numbered reasons, each printed once. */
class Footnotes {
  readonly #reasons: string[] = [];

  /** The number of a reason, raised. */
  numberOf(reason: string): string {
    if (!this.#reasons.includes(reason)) {
      this.#reasons.push(reason);
    }
    return raised(this.#reasons.indexOf(reason) + 1);
  }

  lines(): string[] {
    return this.#reasons.map((reason, index) => `- ${raised(index + 1)} ${reason}`);
  }
}

function raised(number: number): string {
  return Array.from(String(number), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');
}

interface SharedRow {
  readonly marks: readonly string[];
  readonly versions: string[];
}

function rowsOf(
  style: Style,
  results: readonly CellResult[],
  versions: readonly string[],
  footnotes: Footnotes,
): SharedRow[] {
  const rows: SharedRow[] = [];
  for (const version of versions) {
    const own = results.filter(
      (result) => result.style.key === style.key && result.version === version,
    );
    if (own.length > 0) {
      const marks = kinds.map((kind) => marksOf(kind, own, footnotes));
      const same = rows.find((row) => row.marks.join('|') === marks.join('|'));
      if (same === undefined) {
        rows.push({ marks, versions: [version] });
      } else {
        same.versions.push(version);
      }
    }
  }
  return rows;
}

/** The marks of all statuses of a kind. */
function marksOf(kind: Kind, row: readonly CellResult[], footnotes: Footnotes): string {
  const marks = statuses.flatMap((status) =>
    row
      .filter((result) => result.kind === kind && result.status === status)
      .map(({ mark, reason }) => {
        const note = reason === undefined || mark === 'failed' ? '' : footnotes.numberOf(reason);
        return `${symbols[mark]}${note}`;
      }),
  );
  return new Set(marks).size === 1 ? (marks[0] ?? '') : marks.join(' ');
}

const symbols: Record<CellResult['mark'], string> = {
  passed: '✓',
  failed: '✗',
  listed: '·',
  'n/a': '–',
};

/** `21.6 – 24.0`, or one by one where others lie between. */
function namesOf(
  same: readonly string[],
  versions: readonly string[],
  nameOf: (version: string) => string,
): string {
  const [first = '', last = ''] = [same[0], same.at(-1)];
  const between = versions.slice(versions.indexOf(first), versions.indexOf(last) + 1);
  return same.length > 2 && between.length === same.length
    ? `${nameOf(first)} – ${nameOf(last)}`
    : same.map(nameOf).join(', ');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[], fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const rule = lineOf(
    head.map(() => ''),
    '-',
  );
  return [lineOf(head, ' '), rule, ...rows.map((row) => lineOf(row, ' '))];
}
