import { spawn, type ChildProcess } from 'node:child_process';
import { Lines } from '../support/lines';
import { ownedEnvironment } from '../support/owned-processes';
import type { NativeTools } from '../truth/native-tools';
import type { Shape } from './result';

const MEGABYTES_EACH = 5;
const LONGEST_MS = 3_600_000;

/** The variables by which the processes of a task can be known, see `performRun`. */
export const MARKER = { NX_TASK_TARGET_PROJECT: 'bench', NX_TASK_HASH: 'cost' };

/** Running tasks that do nothing but be there. */
export class TaskFamilies {
  private constructor(private readonly roots: readonly ChildProcess[]) {}

  static async start(
    { workload }: NativeTools,
    { tasks, processesEach }: Pick<Shape, 'tasks' | 'processesEach'>,
  ): Promise<TaskFamilies> {
    const args = ['family', processesEach, MEGABYTES_EACH, LONGEST_MS].map(String);
    const roots = Array.from({ length: tasks }, () => startGroup(workload, args));
    await Promise.all(roots.map(untilReady));
    return new TaskFamilies(roots);
  }

  get pids(): number[] {
    return this.roots.map(({ pid }) => pid ?? 0);
  }

  async end(): Promise<void> {
    await Promise.all(this.roots.map(endGroup));
  }
}

/** Starts a program in a process group of its own, so that its children can be ended with it. */
export function startGroup(file: string, args: readonly string[]): ChildProcess {
  return spawn(file, args, {
    detached: true,
    env: ownedEnvironment(MARKER),
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
