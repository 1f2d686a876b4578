import { stripVTControlCharacters } from 'node:util';

/**
 * Whether a line of a dynamic style is the one that reports this finished task:
 * `   ✔  nx run app:build (1s)` or `   ✖  nx run app:build`. The id is known and compared
 * whole, never taken out of the text: `app:build` must not match `app:build:prod`.
 */
export function reportsTask(line: string, taskId: string): boolean {
  const text = stripVTControlCharacters(line);
  const name = `nx run ${taskId}`;
  const start = text.indexOf(name);
  if (start < 0) {
    return false;
  }
  const rest = text.slice(start + name.length).trimEnd();
  return rest === '' || rest.startsWith(' (');
}

/**
 * What stands behind the mark of a list's entry, in whatever form Nx lists tasks: `- app:fail`
 * (static styles), `- nx run app:fail` (dynamic run-many), `✖ nx run app:fail` (summary),
 * `   ✔  nx run app:build` (after the TUI).
 */
const LIST_ENTRY = /^[^\p{L}\p{N}\s]\s+(?:nx run )?(.+)$/u;

/**
 * Appends a suffix to the entries of lists that name exactly one known task. An entry is
 * compared whole with what is known; nothing is taken for a task that is not one.
 *
 * @param text one or more lines, coloured or not
 * @param suffixOf what is to be appended to the entry of a task, undefined for what is none
 */
export function withListedPeaks(
  text: string,
  suffixOf: (taskId: string) => string | undefined,
): string {
  return text
    .split('\n')
    .map((line) => {
      const entry = LIST_ENTRY.exec(stripVTControlCharacters(line).trim())?.[1];
      const suffix = entry === undefined ? undefined : suffixOf(entry);
      return suffix === undefined ? line : `${line}${suffix}`;
    })
    .join('\n');
}
