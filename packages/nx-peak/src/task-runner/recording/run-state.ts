import { constants } from 'node:os';
import type { RunRecord } from '@nx-peak/run-record/recorder';

/** How a run that is over ended. */
export type EndedState = Extract<RunRecord['state'], { kind: 'finished' | 'stopped' }>;

/** The signals by which nx is stopped: it hears them, stops its tasks, and exits with 128 and more. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
  const signal = STOPPING.find((name) => exitCode === 128 + constants.signals[name]);
  return signal === undefined
    ? { kind: 'finished', endedAt, exitCode }
    : { kind: 'stopped', endedAt, signal };
}
