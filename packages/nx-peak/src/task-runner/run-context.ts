import type { FailureLog } from '../failures';
import type { NxCopy } from './nx-copy';
import type { TaskPeaks } from './task-peaks';

/** What every seam gets: the nx it wraps, what is known of the tasks, where failures go. */
export interface RunContext {
  readonly nx: NxCopy;
  readonly peaks: TaskPeaks;
  readonly failures: FailureLog;
}

/** Runs our part of a wrapped call. Whatever it throws is recorded and never reaches Nx. */
export function guarded<T>(context: RunContext, where: string, ours: () => T): T | undefined {
  try {
    return ours();
  } catch (error) {
    context.failures.record(where, error);
    return undefined;
  }
}
