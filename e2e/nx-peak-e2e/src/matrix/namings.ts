import { peakOf, stripAnsi } from '../support/output';

/** A line of nx's output that names a task. */
export interface Naming {
  readonly line: string;
  /** The entry of a list (`- a:build`), or anything else that says `nx run a:build`. */
  readonly form: 'list' | 'line';
  /** Whether it is a header (`> nx run a:build`), which nx also prints when a task starts. */
  readonly isHeader: boolean;
  readonly peak: number | undefined;
}

/** Every line that names the task as one that was run, from top to bottom. */
export function namingsOf(output: string, taskId: string): Naming[] {
  const name = taskId.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const list = new RegExp(String.raw`^\s*- (?:nx run )?${name}(?=\s|$)`);
  const line = new RegExp(String.raw`nx run ${name}(?=\s|$)`);
  const lines = stripAnsi(output).split(/\r?\n/);
  return lines
    .filter((text, index) => (list.test(text) || line.test(text) ? isOfRun(lines, index) : false))
    .map((text) => ({
      line: text.trim(),
      form: list.test(text) ? 'list' : 'line',
      isHeader: text.includes('> nx run '),
      peak: peakOf(text),
    }));
}

/**
 * Neither what is left of a spinner when nx goes at once, nor an entry in the list of what was not
 * run. Nx up to 22.0 lists continuous tasks there that did run: with a figure, such an entry counts.
 */
function isOfRun(lines: readonly string[], index: number): boolean {
  const title = lines.slice(0, index).findLast((line) => line !== '' && !/^\s*- /.test(line));
  const line = lines[index] ?? '';
  const isListed = /^\s*- /.test(line) && peakOf(line) === undefined;
  const isSpinner = /^\s*[\u2800-\u28ff] /u.test(line);
  return !isSpinner && !(isListed && title?.includes('Tasks not run') === true);
}
