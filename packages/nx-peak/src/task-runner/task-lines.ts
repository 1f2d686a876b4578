import { stripVTControlCharacters } from 'node:util';
import type { Task } from './nx-internals';

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

/** The forms in which Nx lists failed and stopped tasks at the end of a run. */
const listForms = [
  (id: string) => `- ${id}`, // static styles, and the stopped tasks of the summary style
  (id: string) => `- nx run ${id}`, // dynamic run-many
  (id: string) => `✖ nx run ${id}`, // the failures of the summary style
] as const;

/**
 * Appends the suffix of each known task to the lines that list exactly it.
 *
 * @param text one or more lines, coloured or not
 * @param tasks the known tasks with what is to be appended to their lines
 * @param listed is told of each task found
 */
export function withListedPeaks(
  text: string,
  tasks: readonly { task: Task; suffix: string }[],
  listed: (taskId: string) => void,
): string {
  return text
    .split('\n')
    .map((line) => {
      const shown = stripVTControlCharacters(line).trim();
      const found = tasks.find(({ task }) => listForms.some((form) => form(task.id) === shown));
      if (found === undefined) {
        return line;
      }
      listed(found.task.id);
      return `${line}${found.suffix}`;
    })
    .join('\n');
}
