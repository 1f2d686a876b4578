import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { nxPeakFolder } from './nx-peak-folder';

/** Something of nx-peak's that did not work. It cost a measurement, never the build. */
export interface Failure {
  /** ISO 8601 time of the failure. */
  readonly time: string;
  /** The part that failed, e.g. a seam's name. */
  readonly where: string;
  /** What happened, in one line. */
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
  readonly #remarked = new Set<string>();

  constructor(workspaceRoot?: string) {
    this.#workspaceRoot = workspaceRoot;
  }

  /** The failures of this process, oldest first. */
  get ofThisProcess(): readonly Failure[] {
    return [...this.#seen.values()];
  }

  /** Notes something worth knowing that cost no measurement: the doctor tells it, the run does not. */
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
      // The workspace cannot be written. The quiet line at the end of the run still tells
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

/**
 * An error in one line: the first of its message, or whatever was thrown in its place. The
 * further lines of Node's messages (a `Require stack`) are for a debugger. Never throws.
 */
export function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  const said = typeof message === 'string' ? message : error;
  const text = typeof said === 'string' ? said : inspect(said);
  return text.split('\n', 1)[0] ?? '';
}

/** The `code` of a system error (`ENOENT`, ...); undefined for whatever has none. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
