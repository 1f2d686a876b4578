import { readFileSync } from 'node:fs';
import { errorText, replaceFile } from '@nx-peak/host';
import { failuresFile, makePeakFolder } from './paths';

/** Something of nx-peak's that did not work. It cost a measurement, never the build. */
export interface Failure {
  /** ISO 8601 time of the failure. */
  readonly time: string;
  /** The part that failed, e.g. the name of a patch. */
  readonly where: string;
  /** What happened, in one line. */
  readonly message: string;
}

/** How many failures are kept in a workspace. */
const KEPT = 20;

/**
 * Remembers failures in `failures.json` of a workspace's folder, each distinct one once per process,
 * the newest twenty altogether, for `nx-peak doctor` to report. Without a workspace it remembers them
 * in this process alone. Two processes that write at the same moment may lose one of the two entries.
 */
export class FailureLog {
  readonly #workspaceRoot: string | undefined;
  readonly #seen = new Map<string, Failure>();
  readonly #remarked = new Set<string>();

  constructor(workspaceRoot?: string) {
    this.#workspaceRoot = workspaceRoot;
  }

  /** The failures of this process, oldest first. */
  get ofThisProcess(): readonly Failure[] {
    return [...this.#seen.values()];
  }

  /** Notes something worth knowing that cost no measurement: the doctor reports it, the run does not. */
  remark(where: string, message: string): void {
    if (!this.#remarked.has(where)) {
      this.#remarked.add(where);
      this.#write({ time: new Date().toISOString(), where, message });
    }
  }

  /** Records a failure; never throws. */
  record(where: string, error: unknown): void {
    const failure = { time: new Date().toISOString(), where, message: messageOf(error) };
    const key = `${where}\n${failure.message}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.set(key, failure);
    this.#write(failure);
  }

  #write(failure: Failure): void {
    if (this.#workspaceRoot === undefined) {
      return;
    }
    try {
      append(this.#workspaceRoot, failure);
    } catch (unwritable) {
      // The workspace cannot be written. The quiet line at the end of the run still reports
      // failures, and that they could not be kept.
      if (this.#seen.size > 0) {
        this.#seen.set('failures.json', {
          time: failure.time,
          where: 'failure log',
          message: messageOf(unwritable),
        });
      }
    }
  }
}

function append(workspaceRoot: string, failure: Failure): void {
  makePeakFolder(workspaceRoot);
  const kept = [...readFailures(workspaceRoot), failure].slice(-KEPT);
  replaceFile(failuresFile(workspaceRoot), `${JSON.stringify(kept, undefined, 2)}\n`);
}

/** The failures last recorded in a workspace, oldest first; none when there is no readable record. */
export function readFailures(workspaceRoot: string): Failure[] {
  let text: string;
  try {
    text = readFileSync(failuresFile(workspaceRoot), 'utf8');
  } catch {
    return []; // nothing was recorded yet
  }
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isFailure) : [];
  } catch {
    return []; // cut short by a crash; the next record replaces it
  }
}

function isFailure(value: unknown): value is Failure {
  const failure = value as Partial<Failure> | null;
  return (
    typeof failure?.time === 'string' &&
    typeof failure.where === 'string' &&
    typeof failure.message === 'string'
  );
}

/**
 * An error in one line: the first of its message, or whatever was thrown in its place. The further
 * lines of Node's messages (a `Require stack`) are for a debugger.
 */
export function messageOf(error: unknown): string {
  return errorText(error).split('\n', 1)[0] ?? '';
}
