import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { LimitedCgroup } from '@nx-peak/testkit';
import { NX, nxEnvironment, TARGET } from '../support/nx-workspace';
import {
  createEndingWorkspace,
  recordedTasks,
  type EndingWorkspace,
  type Texts,
} from './ending-workspace';
import type { Ending } from './endings';
import type { Round, DiagnosedTask } from './result';
import type { Surroundings } from './surroundings';
import { countsAsKill } from './truth';

/** What all rounds have in common. */
export interface Setting {
  readonly cgroup: LimitedCgroup;
  readonly endings: readonly Ending[];
  readonly texts: Texts;
}

/** Tasks at a time. */
export const PARALLEL = 3;

/** For all tasks of a round together, on a slow machine. */
const PATIENCE_MS = 180_000;

/**
 * Runs all endings in one `nx run-many`, in an order by chance. What is meant to happen is the truth
 * because it is checked: a growing process ends by the kernel alone, so when the kernel has killed
 * as many processes as there are growing ones, it has killed no other.
 *
 * @throws Error when something else happened than was meant to
 */
export async function performRound(
  { cgroup, endings, texts }: Setting,
  { kernelLog, prefix }: Surroundings,
  name: string,
): Promise<Round> {
  const workspace = createEndingWorkspace(name, endings, texts);
  try {
    const before = cgroup.kills();
    await runMany(cgroup, workspace.root, prefix);
    const killed = cgroup.kills() - before;
    const meant = endings.filter(({ truth }) => countsAsKill(truth)).length;
    if (killed !== meant) {
      throw new Error(`the kernel killed ${killed} processes, not ${meant}`);
    }
    return { kernelLog, tasks: diagnosedTasks(workspace) };
  } finally {
    cgroup.killAll();
    rmSync(workspace.root, { recursive: true, force: true });
  }
}

async function runMany(
  cgroup: LimitedCgroup,
  root: string,
  prefix: readonly string[],
): Promise<void> {
  const nx = spawn(
    'sh',
    [
      '-c',
      // The growing process is to be the only one the kernel likes to kill; and no core is dumped.
      'echo 0 > /proc/self/oom_score_adj && echo $$ > "$0" && ulimit -c 0 && exec "$@"',
      cgroup.procs,
      ...prefix,
      ...[process.execPath, NX, 'run-many', '-t', TARGET],
      ...['--skip-nx-cache', `--parallel=${PARALLEL}`, '--outputStyle=static'],
    ],
    {
      cwd: root,
      env: nxEnvironment(root, {
        NX_LOG_HEAP_USAGE: 'true',
        NX_ISOLATE_PLUGINS: 'false',
        npm_config_update_notifier: 'false',
      }),
      stdio: 'ignore',
    },
  );
  const timer = setTimeout(() => {
    cgroup.killAll();
  }, PATIENCE_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      nx.once('error', reject);
      nx.once('close', resolve);
    });
    // 1 when tasks failed. Where memory is not freed in time the kernel may kill nx itself.
    if (code !== 0 && code !== 1) {
      throw new Error('nx itself was ended');
    }
  } finally {
    clearTimeout(timer);
  }
}

function diagnosedTasks({ root, endingOf }: EndingWorkspace): DiagnosedTask[] {
  const tasks = recordedTasks(root);
  return [...endingOf].map(([project, { name, truth }]) => {
    const task = tasks.find((one) => one.project === project);
    const meant = truth.kind === 'succeeded' ? 'success' : 'failure';
    if (task?.status !== meant) {
      throw new Error(`${name} ended as ${task?.status ?? 'unknown'}, not as ${meant}`);
    }
    return { name, diagnosis: task.diagnosis };
  });
}
