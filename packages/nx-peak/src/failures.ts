import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nxPeakFolder } from './nx-peak-folder';

/** Something of nx-peak's that did not work. It cost a figure, never the build. */
export interface Failure {
  /** ISO 8601 time of the failure. */
  readonly time: string;
  /** The part that failed, e.g. a seam's name. */
  readonly where: string;
  /** What happened, in a sentence. */
  readonly message: string;
}

const KEPT = 20;
const FILE = 'failures.json';

/**
 * Remembers failures in `.nx/peak/failures.json` of a workspace, each distinct one once per
 * process, the newest twenty altogether, for `nx-peak doctor` to tell. Without a workspace it
 * remembers them in this process alone.
 */
export class FailureLog {
  readonly #workspaceRoot: string | undefined;
  readonly #seen = new Map<string, Failure>();

  constructor(workspaceRoot?: string) {
    this.#workspaceRoot = workspaceRoot;
  }

  /** The failures of this process, oldest first. */
  get ofThisProcess(): readonly Failure[] {
    return [...this.#seen.values()];
  }

  /** Records a failure; never throws. */
  record(where: string, error: unknown): void {
    const failure = { time: new Date().toISOString(), where, message: messageOf(error) };
    const key = `${where}\n${failure.message}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.set(key, failure);
    if (this.#workspaceRoot === undefined) {
      return;
    }
    try {
      append(this.#workspaceRoot, failure);
    } catch (unwritable) {
      // The workspace cannot be written: the quiet line at the end of the run still tells it.
      this.#seen.set('failures.json', {
        time: failure.time,
        where: 'failure log',
        message: messageOf(unwritable),
      });
    }
  }
}

/** Replaces the file as a whole: another nx may be reading it. */
function append(workspaceRoot: string, failure: Failure): void {
  const file = join(nxPeakFolder(workspaceRoot), FILE);
  const kept = [...readFailures(workspaceRoot), failure].slice(-KEPT);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(kept, undefined, 2)}\n`);
  renameSync(temporary, file);
}

/** The failures last recorded in a workspace, oldest first; none when there is no readable record. */
export function readFailures(workspaceRoot: string): Failure[] {
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, '.nx', 'peak', FILE), 'utf8');
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

/** An error in one line: its message, or whatever was thrown in its place. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
