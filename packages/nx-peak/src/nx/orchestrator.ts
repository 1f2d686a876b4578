import { type TaskRun, taskRunOf } from './features';
import type { NxCopy } from './nx-copy';
import type { Task } from './types';
import { expectPrototype, PatchMissing } from './expect';

/** What runs the tasks of one command, or of one invocation of an agent. */
export interface Orchestrator {
  readonly taskGraph: { readonly tasks: Readonly<Record<string, Task>> };
}

/** @throws PatchMissing when this Nx has no such class */
export function expectOrchestrator(nx: NxCopy): object {
  return expectPrototype(nx.load('taskOrchestrator'), 'TaskOrchestrator');
}

/**
 * How the orchestrator of this Nx runs one task.
 * @throws PatchMissing when it has none of the known methods
 */
export function expectTaskRun(nx: NxCopy): TaskRun {
  const taskRun = taskRunOf(expectOrchestrator(nx), nx.load('tasksRunnerUtils'));
  if (taskRun === undefined) {
    throw new PatchMissing('TaskOrchestrator has no method that runs one task');
  }
  return taskRun;
}
