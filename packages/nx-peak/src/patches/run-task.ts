import { killableOf } from '../nx/features';
import { expectOrchestrator, expectTaskRun } from '../nx/orchestrator';
import { hook } from './hook';
import type { Patch, PatchedNx } from './patch';

/** Knows which task is being run, and when Nx begins to stop it. */
export const runTaskPatch: Patch = {
  name: 'running a task',
  without: 'processes cannot be told apart by task, and no task has a peak',
  apply(patched) {
    const { nx, currentTask, emit } = patched;
    const taskRun = expectTaskRun(nx);
    return hook<unknown[], Promise<unknown>>(
      patched,
      runTaskPatch.name,
      expectOrchestrator(nx),
      taskRun.method,
      {
        around: (call, args, self) => {
          const task = taskRun.taskOf(args);
          emit({ kind: 'task-started', task, orchestrator: self });
          currentTask.run({ task, streamed: taskRun.isStreamed(self, args) }, call);
        },
        resolved: (running, args) => {
          hearKill(patched, taskRun.taskOf(args).id, running);
        },
      },
    );
  },
};

/** `kill` belongs to the running task. */
function hearKill(patched: PatchedNx, taskId: string, running: unknown): void {
  const killable = killableOf(running);
  if (killable !== undefined) {
    hook(patched, runTaskPatch.name, killable, 'kill', {
      before: () => {
        patched.emit({ kind: 'task-stopping', taskId });
      },
    });
  }
}
