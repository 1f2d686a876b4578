import { ChildCgroups, joinByShell, type Cgroup } from '@nx-peak/host';
import type { SpawnOptions } from '../nx/spawn-options';

/** Places the processes of tasks in cgroups, one for each task. */
export class TaskCgroups {
  readonly #groups: ChildCgroups;
  /** What was given for processes that place themselves. */
  readonly #placing = new WeakSet<SpawnOptions>();

  constructor(groups: ChildCgroups) {
    this.#groups = groups;
  }

  /**
   * The same process, placing itself in the group of the task before anything else.
   *
   * @throws when there can be no group
   */
  place<Options extends SpawnOptions>(taskId: string, options: Options): Options {
    const group = this.#groups.groupOf(taskId);
    const { file, args, envPairs, cwd, uid, gid } = options;
    const joining =
      file === undefined || args === undefined || uid !== undefined || gid !== undefined
        ? undefined
        : joinByShell(ChildCgroups.procsFile(group), { file, args, envPairs: envPairs ?? [], cwd });
    if (joining === undefined) {
      return options;
    }
    this.#placing.add(options);
    return { ...options, ...joining };
  }

  /**
   * Such a process was started.
   *
   * @param options what was given, before `place`
   * @throws when it is outside of its group and cannot be moved there
   */
  started(taskId: string, options: SpawnOptions, pid: number): void {
    if (!this.#placing.delete(options)) {
      this.move(taskId, pid);
    }
  }

  /**
   * Places a process that runs already: what it took in its first moments counts elsewhere.
   *
   * @throws when it cannot be moved
   */
  move(taskId: string, pid: number): void {
    try {
      this.#groups.join(taskId, pid);
    } catch (error) {
      this.#groups.missed(taskId);
      throw error;
    }
  }

  /**
   * The group of a task.
   *
   * @throws when there can be none
   */
  groupOf(taskId: string): Cgroup {
    return this.#groups.groupOf(taskId);
  }

  /** Removes the groups in which nobody is left. */
  dispose(): void {
    this.#groups.dispose();
  }
}
