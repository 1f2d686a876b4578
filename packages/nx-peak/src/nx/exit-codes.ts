import { constants } from 'node:os';

/**
 * The exit codes of an nx that was stopped by a signal. They do not say which signal it was: some versions of Nx exit
 * with 130 whatever it was.
 */
const STOPPED: ReadonlySet<number> = new Set(
  [constants.signals.SIGHUP, constants.signals.SIGINT, constants.signals.SIGTERM].map(
    (signal) => 128 + signal,
  ),
);

/** Whether an nx that exits with this code was stopped by a signal. */
export function wasStopped(exitCode: number): boolean {
  return STOPPED.has(exitCode);
}
