import { headroom, readHostMemory, readMemoryLimit } from '@nx-peak/host';
import type { MemoryTracker } from '@nx-peak/memory-tracker';
import type { RunRecord } from '@nx-peak/run-record/recorder';
import type { FailureLog } from '../failures';
import { liveMachine, makeSnapshot } from '../live/snapshot';
import { socketFolder } from '../live/sockets';
import type * as Server from '../live/server';

export interface LiveRun {
  readonly workspaceRoot: string;
  readonly record: () => RunRecord | undefined;
  readonly tracker: Pick<MemoryTracker, 'currentOf' | 'measurementOf'>;
  readonly failures: FailureLog;
}

/**
 * Lets `nx-peak top` see the run that goes on. Where there can be no socket (a file system without
 * them), the doctor tells it and the run does not: no measurement is missing.
 *
 * @returns ends it
 */
export function serveLive({ workspaceRoot, record, tracker, failures }: LiveRun): () => void {
  const problem = (error: unknown): void => {
    failures.remark('live view', `nx-peak top cannot see runs here: ${(error as Error).message}`);
  };
  if (process.platform === 'win32') {
    return () => undefined; // sockets with a path and an owner are those of Unix
  }
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { serve } = require('../live/server') as typeof Server;
    const snapshot = () => {
      const now = record();
      if (now === undefined) {
        throw new Error('the run is over');
      }
      return makeSnapshot(
        now,
        Date.now(),
        (taskId) => {
          const measurement = tracker.measurementOf(taskId);
          return {
            current: tracker.currentOf(taskId),
            peak: measurement?.peakRss,
            maxProcesses: measurement?.maxProcesses,
          };
        },
        liveMachine(readHostMemory(), readMemoryLimit(), headroom()),
      );
    };
    return serve(socketFolder(workspaceRoot), snapshot, problem);
  } catch (error) {
    problem(error);
    return () => undefined;
  }
}
