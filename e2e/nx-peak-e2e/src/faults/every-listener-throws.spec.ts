import type { Variables } from '@nx-peak/testkit';
import { notices } from '../support/comparable';
import { nxsPart } from '../support/fault';
import { everyListenerThrows } from '../support/injected-faults';
import { isAtLeast } from '../support/nx-versions';
import { withWorkspace, type Workspace } from '../support/workspace';

/** Everything of ours that listens to Nx throws, each time it is called: nx runs as it does without us. */
interface Scenario {
  readonly title: string;
  readonly args: readonly string[];
  readonly variables?: Variables;
  /** Runs the same before, so that the run finds what it needs in the cache. */
  readonly again?: true;
  /** Its tasks run side by side: their lines come in any order. */
  readonly sideBySide?: true;
  /** The first version of nx that has it. */
  readonly since?: string;
}

const ONE_BY_ONE = ['--parallel=1', '--skip-nx-cache'];
const TWO = ['run-many', '-t', 'quick', 'fail', '-p', 'a', ...ONE_BY_ONE];

const scenarios: readonly Scenario[] = [
  { title: 'a task that succeeds and one that fails', args: TWO },
  { title: 'a streamed run', args: [...TWO, '--output-style=stream'] },
  { title: 'a task from the cache', args: ['run-many', '-t', 'cached', '-p', 'a'], again: true },
  {
    title: 'a forked executor and an npm script',
    args: ['run-many', '-t', 'build', '-p', 'f', 'n', ...ONE_BY_ONE],
  },
  { title: 'a task and what it depends on', args: ['run', 'c:build', ...ONE_BY_ONE] },
  {
    title: 'a batch',
    args: ['run-many', '-t', 'build', '-p', 'bat1', 'bat2', '--skip-nx-cache'],
    variables: { NX_BATCH_MODE: 'true' },
    sideBySide: true,
  },
  {
    title: 'a continuous task',
    args: ['run', 'srv:e2e', '--skip-nx-cache'],
    sideBySide: true,
    since: '21',
  },
];

/** The kinds of events that there are in the runs of every version. */
const HAPPENS = [
  'batch-message',
  'batch-started',
  'command-ended',
  'command-ending',
  'command-started',
  'header-printing',
  'list-printing',
  'process-ended',
  'process-started',
  'result-made',
  'statuses-known',
  'task-ended',
  'task-printed',
  'task-printing',
  'task-scheduled',
  'task-shown',
  'task-started',
];

interface Ended {
  readonly code: number | null;
  readonly output: readonly string[];
  /** What nx handed to plugins about each task. */
  readonly tasks: unknown;
}

describe.each(['20.8.4', '24.0.6'])('nx %s', (version) => {
  const plain = withWorkspace({ nx: version, pluginWorkers: true });
  const linked = withWorkspace({ nx: version, linked: true, pluginWorkers: true });

  it.each(scenarios.filter(({ since = '20' }) => isAtLeast(version, since)))(
    `with every listener throwing, nx ${version} prints, exits and hashes as without us: $title`,
    async (scenario) => {
      const faults = everyListenerThrows(linked);
      const without = await perform(scenario, plain, {});
      const broken = await perform(scenario, linked, faults.env);
      expect(broken.ended).toEqual(without.ended);
      expect(notices(broken.all).length).toBeLessThanOrEqual(1);
    },
  );

  it(`listeners have thrown inside nx ${version} at everything that happens in such runs`, () => {
    expect(everyListenerThrows(linked).thrown()).toEqual(expect.arrayContaining(HAPPENS));
  });
});

async function perform(
  { args, variables, again, sideBySide }: Scenario,
  workspace: Workspace,
  env: Variables,
): Promise<{ ended: Ended; all: string }> {
  const options = { env: { NX_LOG_HEAP_USAGE: 'true', ...variables, ...env } };
  if (again === true) {
    await workspace.run(args, options);
  }
  const { all, code } = await workspace.run(args, options);
  const lines = nxsPart(all, workspace).split('\n');
  const tasks = workspace.recordedRuns().at(-1)?.tasks ?? [];
  return {
    ended: {
      code,
      output: sideBySide === true ? lines.sort() : lines,
      tasks: tasks
        .map(({ id, status, code: exitCode, hash }) => ({ id, status, exitCode, hash }))
        .sort((one, other) => one.id.localeCompare(other.id)),
    },
    all,
  };
}
