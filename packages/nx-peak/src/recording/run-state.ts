import type { RunRecord } from '@nx-peak/run-record/recorder';
import { wasStopped } from '../nx/exit-codes';

/** How a run that is over ended. */
export type EndedState = Extract<RunRecord['state'], { kind: 'finished' | 'stopped' }>;

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
  return wasStopped(exitCode)
    ? { kind: 'stopped', endedAt }
    : { kind: 'finished', endedAt, exitCode };
}
