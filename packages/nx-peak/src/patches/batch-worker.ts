import type { ChildProcess } from 'node:child_process';
import { endOfChild } from '@nx-peak/diagnosis';
import { expectPrototype } from '../nx/expect';
import { resultsInBatchMessage } from '../nx/batch-message';
import { printsTasksOfBatches } from '../nx/features';
import type { Batch } from '../nx/types';
import type { StartedBatch } from '../events';
import { guarded } from './guard';
import { hook } from './hook';
import type { Patch, PatchedNx } from './patch';

/** Knows which batch a worker is forked for. The worker itself is heard where processes are. */
export const batchWorkerPatch: Patch = {
  name: 'running a batch of tasks',
  without: 'tasks of batch executors have no peak',
  apply(patched) {
    const { nx, forkedBatch } = patched;
    return hook<[Batch]>(
      patched,
      batchWorkerPatch.name,
      expectPrototype(nx.load('forkedProcessTaskRunner'), 'ForkedProcessTaskRunner'),
      'forkProcessForBatch',
      {
        around: (call, [batch]) => {
          forkedBatch.while(batch, call);
        },
      },
    );
  },
};

/** Tells of a worker that was forked for a batch, and of what it says. */
export function tellBatch(patched: PatchedNx, forked: Batch, worker: ChildProcess): void {
  const { nx, forkedBatch, emit } = patched;
  const { pid } = worker;
  if (pid === undefined) {
    return; // it could not be started: Nx tells that itself
  }
  const batch: StartedBatch = {
    id: `batch:${forked.executorName} ${forkedBatch.number}`,
    executor: forked.executorName,
    taskIds: Object.keys(forked.taskGraph.tasks),
    streamed: !printsTasksOfBatches(nx.has('batchProcess') ? nx.load('batchProcess') : undefined),
  };
  emit({ kind: 'batch-started', batch, pid });
  // Heard before Nx hears it: Nx adds its listeners when the fork returns, and prints in them.
  worker.on('message', (message) => {
    guarded(patched, batchWorkerPatch.name, () => {
      emit({ kind: 'batch-message', batch, results: resultsInBatchMessage(message) });
    });
  });
  worker.on('exit', (code, signal) => {
    emit({ kind: 'batch-ended', batch, end: endOfChild(pid, code, signal) });
  });
}
