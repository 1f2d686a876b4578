import { ChildProcess } from 'node:child_process';
import { endOfChild } from '@nx-peak/diagnosis';
import type { SpawnOptions } from '../nx/spawn-options';
import { tellBatch } from './batch-worker';
import type { OwnProcess } from './current-task';
import { emitProcessStarted } from './emit-process-started';
import { hook } from './hook';
import type { Patch, PatchedNx } from './patch';

/**
 * Hears every child process of Node: fork, spawn, exec and execFile all end in
 * `ChildProcess.prototype.spawn`.
 */
export const childProcessPatch: Patch = {
  name: 'child processes',
  without: 'tasks that run without a terminal of their own, and those of batches, have no peak',
  apply(patched) {
    const { currentTask, forkedBatch, emit } = patched;
    return hook<[SpawnOptions]>(patched, childProcessPatch.name, ChildProcess.prototype, 'spawn', {
      around: (call, [options], self) => {
        const child = self as ChildProcess;
        const owner = currentTask.ownerOfPairs(options.envPairs);
        if (owner === undefined) {
          call();
        } else {
          const starting = {
            kind: 'process-starting' as const,
            taskId: owner.task.id,
            spawn: options,
          };
          emit(starting);
          call([starting.spawn]);
          if (starting.spawn !== options) {
            // It goes by the name of the program that was asked for, in messages as well.
            Object.assign(child, { spawnfile: options.file, spawnargs: options.args });
          }
          tellProcess(patched, owner, child, options);
        }
        if (forkedBatch.batch !== undefined) {
          tellBatch(patched, forkedBatch.batch, child);
        }
      },
    });
  },
};

function tellProcess(
  patched: PatchedNx,
  owner: OwnProcess,
  child: ChildProcess,
  spawn: SpawnOptions,
): void {
  const { pid } = child;
  if (pid === undefined) {
    return; // it could not be started: Nx tells that itself
  }
  // Heard before Nx hears it: Nx adds its listeners when the spawn returns.
  child.once('exit', (code, signal) => {
    const end = endOfChild(pid, code, signal);
    patched.emit({ kind: 'process-ended', taskId: owner.task.id, end });
  });
  emitProcessStarted(patched, owner, pid, spawn);
}
