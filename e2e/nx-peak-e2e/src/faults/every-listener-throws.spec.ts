import { untilRunning, type Variables } from '@nx-peak/testkit';
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
  /** Into what nx prints: a pipe, unless it is a terminal. */
  readonly terminal?: true;
  /** nx is stopped when its task runs. */
  readonly stopped?: true;
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
  { title: 'a run that is stopped', args: ['run-many', '-t', 'long', '-p', 'a'], stopped: true },
  {
    title: 'a batch that crashes, in GitHub Actions',
    args: ['run-many', '-t', 'build', '-p', 'bat1', 'bat2', '--skip-nx-cache'],
    variables: { NX_BATCH_MODE: 'true', GITHUB_ACTIONS: 'true', PEAK_E2E_BATCH_CRASH: 'true' },
    sideBySide: true,
  },
  {
    title: 'several tasks in a terminal',
    args: TWO,
    variables: { NX_TUI: 'false' },
    terminal: true,
  },
  {
    title: 'one task in a terminal',
    args: ['run', 'a:quick', '--skip-nx-cache'],
    variables: { NX_TUI: 'false' },
    terminal: true,
  },
  {
    title: 'the TUI',
    args: TWO,
    variables: { NX_TUI: 'true', NX_TUI_AUTO_EXIT: 'true' },
    terminal: true,
    since: '21',
  },
];

/** The kinds of events that there are in the runs of every version. */
const HAPPENS = [
  ...['command-started', 'statuses-known', 'command-ending', 'command-ended'],
  ...['task-scheduled', 'task-started', 'result-made', 'task-ended', 'task-shown'],
  ...['process-started', 'process-ended', 'batch-started', 'batch-message'],
  ...['task-printing', 'task-printed', 'header-printing', 'line-printing', 'list-printing'],
];

/** Those that newer ones have as well. */
const HAPPENS_IN_24 = [
  ...['task-stopping', 'batch-ended', 'orchestrator-disposed'],
  ...['summary-printing', 'summary-printed', 'redirect-printing'],
  ...['report-made', 'exit-popup-made'],
];

/** Those that do not happen unless some of ours does its work: who measures, and who hears of the exit. */
const HAPPENS_THROUGH_US = ['process-exit', 'sampled'];

interface Ended {
  readonly code: number | null;
  readonly output: readonly string[];
  /** What nx handed to plugins about each task. */
  readonly tasks: unknown;
}

describe.each(['20.8.4', '24.0.6'])('nx %s', (version) => {
  const plain = withWorkspace({ nx: version });
  const linked = withWorkspace({ nx: version, linked: true });

  it.each(scenarios.filter(({ since = '20' }) => isAtLeast(version, since)))(
    `with every listener throwing, nx ${version} prints, exits and hashes as without us: $title`,
    async (scenario) => {
      const faults = everyListenerThrows(linked);
      const [without, broken] = await Promise.all([
        perform(scenario, plain, {}),
        perform(scenario, linked, faults.env),
      ]);
      expect(broken.ended).toEqual(without.ended);
      expect(notices(broken.all).length).toBeLessThanOrEqual(1);
    },
  );

  it(`listeners have thrown inside nx ${version} at everything that happens in such runs`, () => {
    const happens = isAtLeast(version, '24') ? [...HAPPENS, ...HAPPENS_IN_24] : HAPPENS;
    expect(everyListenerThrows(linked).thrown()).toEqual(expect.arrayContaining(happens));
  });

  it(`with every other listener throwing, nx ${version} prints, exits and hashes as without us`, async () => {
    const faults = everyListenerThrows(linked, ['exit of the process', 'peaks of tasks']);
    const scenario = { title: '', args: TWO };
    const [without, broken] = await Promise.all([
      perform(scenario, plain, {}),
      perform(scenario, linked, faults.env),
    ]);
    expect(broken.ended).toEqual(without.ended);
    expect(faults.thrown()).toEqual(expect.arrayContaining(HAPPENS_THROUGH_US));
  });
});

async function perform(
  scenario: Scenario,
  workspace: Workspace,
  faults: Variables,
): Promise<{ ended: Ended; all: string }> {
  const { args, variables, again, sideBySide } = scenario;
  const env = { NX_LOG_HEAP_USAGE: 'true', ...variables, ...faults };
  if (again === true) {
    await workspace.run(args, { env });
  }
  const { all, code } = await run(scenario, workspace, env);
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

async function run(
  { args, terminal, stopped }: Scenario,
  workspace: Workspace,
  env: Variables,
): Promise<{ all: string; code: number | null }> {
  if (terminal === true) {
    const shown = workspace.terminal(args, { cols: 200, rows: 60, env });
    const code = await shown.exit;
    return { all: `${shown.text()}\n`, code };
  }
  const nx = workspace.spawn(args, { env });
  if (stopped === true) {
    await untilRunning(workspace, 'alloc.js --megabytes=100');
    nx.kill('SIGTERM');
  }
  return nx.finished;
}
