import { constants } from 'node:os';
import type { RunRecord } from '@nx-peak/run-record/recorder';

/** How a run that is over ended. */
export type EndedState = Extract<RunRecord['state'], { kind: 'finished' | 'stopped' }>;

/**
 * The exit codes of an nx that was stopped by a signal. Which one it was they do not tell: some
 * versions exit with 130 whatever it was.
 */
const STOPPED: ReadonlySet<number> = new Set(
  [constants.signals.SIGHUP, constants.signals.SIGINT, constants.signals.SIGTERM].map(
    (signal) => 128 + signal,
  ),
);

/**
 * How a run ended, by the exit code of its process.
 *
 * @param exitCode undefined when the process goes on
 * @param endedAt milliseconds since the epoch
 */
export function stateAtExit(exitCode: number | undefined, endedAt: number): EndedState {
  if (exitCode === undefined) {
    return { kind: 'finished', endedAt };
  }
  return STOPPED.has(exitCode)
    ? { kind: 'stopped', endedAt }
    : { kind: 'finished', endedAt, exitCode };
}
