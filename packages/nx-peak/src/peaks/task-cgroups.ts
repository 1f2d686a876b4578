import { ChildCgroups, joinByShell, type Cgroup } from '@nx-peak/host';
import type { SpawnOptions } from '../nx/spawn-options';

/** Places the processes of tasks in cgroups, one for each task. */
export class TaskCgroups {
  readonly #cgroups: ChildCgroups;
  /** What was given for processes that place themselves. */
  readonly #placing = new WeakSet<SpawnOptions>();

  constructor(cgroups: ChildCgroups) {
    this.#cgroups = cgroups;
  }

  /**
   * The options of that process, which places itself in the cgroup of the task before anything else.
   *
   * @throws when there can be no cgroup
   */
  place<Options extends SpawnOptions>(taskId: string, options: Options): Options {
    const cgroup = this.#cgroups.cgroupOf(taskId);
    const { file, args, envPairs, cwd, uid, gid } = options;
    const joining =
      file === undefined || args === undefined || uid !== undefined || gid !== undefined
        ? undefined
        : joinByShell(ChildCgroups.procsFile(cgroup), {
            file,
            args,
            envPairs: envPairs ?? [],
            cwd,
          });
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
   * @throws when it is outside of its cgroup and cannot be moved there
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
      this.#cgroups.join(taskId, pid);
    } catch (error) {
      this.#cgroups.missed(taskId);
      throw error;
    }
  }

  /**
   * The cgroup of a task.
   *
   * @throws when there can be none
   */
  cgroupOf(taskId: string): Cgroup {
    return this.#cgroups.cgroupOf(taskId);
  }

  /** Removes the cgroups in which nobody is left. */
  dispose(): void {
    this.#cgroups.dispose();
  }
}
