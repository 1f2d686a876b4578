import { spawn, type ChildProcess } from 'node:child_process';
import { Lines } from '../support/lines';
import { ownedEnvironment } from '../support/owned-environment';
import type { NativeTools } from '../truth/native-tools';
import type { Shape } from './result';

const MEGABYTES_EACH = 5;
const LONGEST_MS = 3_600_000;

export interface RunningTask {
  readonly pid: number;
  /** The variables by which its processes can be known, see `performRun`. */
  readonly environment: Readonly<Record<string, string>>;
}

let number = 0;

/** Running tasks that do nothing but be there. */
export class TaskFamilies {
  readonly #roots: readonly ChildProcess[];

  private constructor(
    readonly tasks: readonly RunningTask[],
    roots: readonly ChildProcess[],
  ) {
    this.#roots = roots;
  }

  static async start(
    { workload }: NativeTools,
    { tasks, processesEach }: Pick<Shape, 'tasks' | 'processesEach'>,
  ): Promise<TaskFamilies> {
    const args = ['family', processesEach, MEGABYTES_EACH, LONGEST_MS].map(String);
    const running = Array.from({ length: tasks }, () => {
      const environment = {
        NX_TASK_TARGET_PROJECT: 'bench',
        NX_TASK_HASH: `${process.pid}-cost-${number++}`,
      };
      return { environment, root: startGroup(workload, args, environment) };
    });
    await Promise.all(running.map(({ root }) => untilReady(root)));
    return new TaskFamilies(
      running.map(({ root, environment }) => ({ pid: root.pid ?? 0, environment })),
      running.map(({ root }) => root),
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.#roots.map(endGroup));
  }
}

/** Starts a program in a process group of its own, so that its children can be ended with it. */
export function startGroup(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(file, args, {
    detached: true,
    env: ownedEnvironment(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

export async function untilReady(child: ChildProcess): Promise<void> {
  if (child.stdout === null || (await new Lines(child.stdout).next()) !== 'ready') {
    throw new Error(`${child.spawnargs.join(' ')} did not begin`);
  }
}

export async function endGroup(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  if (child.pid !== undefined) {
    process.kill(-child.pid, 'SIGKILL');
  }
  await closed;
}
