import type { SpawnOptions } from '../nx/spawn-options';
import type { OwnProcess } from './current-task';
import type { PatchedNx } from './patch';

/**
 * Says that a process of a task was started. Outside the task: a listener may spawn a program, which is
 * not the task's.
 *
 * @param spawn how Node spawned it; undefined where Nx's native code started it
 */
export function emitProcessStarted(
  { currentTask, emit }: PatchedNx,
  { task, streamed, environment, nodeOptions }: OwnProcess,
  pid: number,
  spawn: SpawnOptions | undefined,
): void {
  currentTask.outside(() => {
    emit({
      kind: 'process-started',
      taskId: task.id,
      pid,
      environment,
      nodeOptions,
      streamed,
      spawn,
      cgroup: undefined,
    });
  });
}
