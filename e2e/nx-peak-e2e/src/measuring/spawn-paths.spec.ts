import { until } from '@nx-peak/testkit';
import { linesWithPeaks, isPeakOf } from '../support/peaks';
import { withWorkspace } from '../support/workspace';

/** Every way in which nx starts the processes of a task, in a pipe. */
const workspace = withWorkspace({ linked: true, pluginWorkers: true });

interface Peaks {
  /** As printed, in bytes, by task id. */
  readonly printed: (taskId: string) => number | undefined;
  /** As plugins are told in postTasksExecution, in bytes. */
  readonly recorded: (taskId: string) => { result: number | undefined; task: number | undefined };
}

async function peaksOf(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Peaks & { all: string }> {
  const { all } = await workspace.run([...args, '--skip-nx-cache'], {
    env: { NX_LOG_HEAP_USAGE: 'true', ...env },
  });
  const lines = linesWithPeaks(all);
  const tasks = workspace.recordedRuns().at(-1)?.tasks ?? [];
  return {
    all,
    printed: (taskId) =>
      [...lines].find(([line]) => line.endsWith(`nx run ${taskId}`) || line === `- ${taskId}`)?.[1],
    recorded: (taskId) => {
      const recorded = tasks.find(({ id }) => id === taskId);
      return { result: recorded?.resultPeakRss, task: recorded?.taskPeakRss };
    },
  };
}

const STATIC = '--output-style=static';

describe.each([
  ['nx:run-commands with one command', ['run-many', '-t', 'build', '-p', 'b'], 'b:build', 250, 1],
  [
    'both at once of nx:run-commands in parallel',
    ['run', 'p:parallel', STATIC],
    'p:parallel',
    250,
    2,
  ],
  [
    'the larger of nx:run-commands one after another',
    ['run', 's:serial', STATIC],
    's:serial',
    180,
    1,
  ],
  ['a forked executor', ['run-many', '-t', 'build', '-p', 'f'], 'f:build', 160, 1],
  ['a forked executor that fails', ['run-many', '-t', 'fail', '-p', 'f'], 'f:fail', 120, 1],
  // nx's executor, npm and the script are a node process each
  ['an npm script', ['run-many', '-t', 'build', '-p', 'n'], 'n:build', 130, 3],
] as const)('%s', (what, args, taskId, megabytes, processes) => {
  it(`the memory of the whole process tree is shown and recorded of ${what}`, async () => {
    const { printed, recorded, all } = await peaksOf(args);
    const { result, task } = recorded(taskId);
    expect({ taskId, result, fits: isPeakOf(result, megabytes, processes), all }).toMatchObject({
      fits: true,
    });
    expect(task).toBe(result);
    expect(printed(taskId)).toBe(roundedAsPrinted(result));
  });
});

describe('the older ways to start a task', () => {
  it.each([
    ['NX_NATIVE_COMMAND_RUNNER', 'an executor forked without the native runner', 'f:build', 160, 1],
    ['NX_RUN_COMMANDS_DIRECTLY', 'nx:run-commands in an executor of its own', 'b:build', 250, 2],
  ])(
    '%s=false: the peak is shown and recorded of %s',
    async (variable, _, taskId, megabytes, processes) => {
      const [project = '', target = ''] = taskId.split(':');
      const { recorded, printed } = await peaksOf(['run-many', '-t', target, '-p', project], {
        [variable]: 'false',
      });
      const { result } = recorded(taskId);
      expect({ result, fits: isPeakOf(result, megabytes, processes) }).toMatchObject({
        fits: true,
      });
      expect(printed(taskId)).toBe(roundedAsPrinted(result));
    },
  );
});

describe('a continuous task beside the task that needs it', () => {
  it('a continuous task has a peak of its own beside that of the task that needs it', async () => {
    const { recorded, printed } = await peaksOf(['run', 'srv:e2e', STATIC]);
    for (const [taskId, megabytes] of [
      ['srv:e2e', 120],
      ['srv:serve', 80],
    ] as const) {
      const { result } = recorded(taskId);
      expect({ taskId, result, fits: isPeakOf(result, megabytes) }).toMatchObject({ fits: true });
      expect(printed(taskId)).toBe(roundedAsPrinted(result));
    }
  });
});

describe('the same task in two runs at once', () => {
  const env = { NX_LOG_HEAP_USAGE: 'true' };
  const holding = (): number =>
    workspace
      .processes()
      .filter(({ command }) => command.startsWith('node tools/alloc.js --megabytes=100 ')).length;

  it.each([{}, { NX_PEAK_RECORD: 'false' }])(
    'of the same task in two runs at once, each run counts its own alone (with %j)',
    async (more) => {
      const start = async (expected: number) => {
        const running = workspace.spawn(['run', 'a:long', STATIC], { env: { ...env, ...more } });
        await until(`${expected} of them`, () => holding() === expected);
        return running;
      };
      const [first, second] = [await start(1), await start(2)];
      // Time for the first one to see what the second one started.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const running of [first, second]) {
        running.kill('SIGTERM');
        const { all } = await running.finished;
        const [peak] = linesWithPeaks(all).values();
        expect({ peak, fits: isPeakOf(peak, 100) }).toMatchObject({ fits: true });
      }
    },
  );
});

describe('a batch', () => {
  it.each([{}, { GITHUB_ACTIONS: 'true' }])(
    'a task of a batch has the peak its worker had while the task ran, printed and recorded alike (with %j)',
    async (env) => {
      const { recorded, printed } = await peaksOf(
        ['run-many', '-t', 'build', '-p', 'bat1', 'bat2'],
        { NX_BATCH_MODE: 'true', ...env },
      );
      const [first, second] = [recorded('bat1:build').result, recorded('bat2:build').result];
      expect(first).toBeGreaterThan(64 * 1024 ** 2);
      expect(first).toBeLessThan(250 * 1024 ** 2);
      expect(second).toBeGreaterThan(256 * 1024 ** 2);
      expect(printed('bat1:build')).toBe(roundedAsPrinted(first));
      expect(printed('bat2:build')).toBe(roundedAsPrinted(second));
    },
  );

  it('the peak of a task of a batch is said to be shared, with the peak of the worker beside it', async () => {
    await peaksOf(['run-many', '-t', 'build', '-p', 'bat1', 'bat2'], { NX_BATCH_MODE: 'true' });
    const tasks = workspace.recordedRuns().at(-1)?.tasks ?? [];
    const last = tasks.find(({ id }) => id === 'bat2:build');
    expect(tasks.map(({ shared }) => shared)).toMatchObject([
      { key: 'batch:plug:batchy', tasks: 2 },
      { key: 'batch:plug:batchy', tasks: 2 },
    ]);
    expect(last?.shared?.peakRss).toBeGreaterThanOrEqual(last?.resultPeakRss ?? Infinity);
  });
});

describe('what plugins are handed beside the peak', () => {
  it('plugins are handed how a peak was measured, and nothing of that for a shared process', async () => {
    await peaksOf(['run-many', '-t', 'build', '-p', 'b', 'bat1'], { NX_BATCH_MODE: 'true' });
    const tasks = workspace.recordedRuns().at(-1)?.tasks ?? [];
    const own = tasks.find(({ id }) => id === 'b:build');
    expect(own?.memory?.peakRss).toBe(own?.resultPeakRss);
    expect(own?.memory?.peakUnique).toBeGreaterThan(250 * 1024 ** 2);
    expect(own?.memory?.samples).toBeGreaterThan(1);
    expect(own?.memory?.cpuSeconds).toBeGreaterThan(0);
    expect(tasks.find(({ id }) => id === 'bat1:build')).not.toHaveProperty('memory');
  });
});

describe('a short task', () => {
  it('a short task has a peak', async () => {
    const { recorded } = await peaksOf(['run-many', '-t', 'quick']);
    expect(recorded('a:quick').result).toBeGreaterThan(1024 ** 2);
  });
});

describe('the collectors', () => {
  it('pidusage measures what procfs measures', async () => {
    const args = ['run-many', '-t', 'build', '-p', 'b'];
    const procfs = (await peaksOf(args)).recorded('b:build').result ?? 0;
    const pidusage = (await peaksOf(args, { NX_PEAK_COLLECTOR: 'pidusage' })).recorded('b:build');
    expect(pidusage.result).toBeGreaterThan(0.95 * procfs);
    expect(pidusage.result).toBeLessThan(1.05 * procfs);
  });
});

describe('a task that did not run', () => {
  it('a task that came from the cache has no peakRss', async () => {
    await workspace.run(['run', 'a:cached'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
    await workspace.run(['run', 'a:cached'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
    expect(workspace.recordedRuns().at(-1)?.tasks).toMatchObject([{ status: 'local-cache' }]);
    expect(workspace.recordedRuns().at(-1)?.tasks[0]).not.toHaveProperty('resultPeakRss');
    expect(workspace.recordedRuns().at(-1)?.tasks[0]).not.toHaveProperty('taskPeakRss');
  });
});

/** Printed figures below 1 GB are whole megabytes. */
function roundedAsPrinted(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.round(bytes / 1024 ** 2) * 1024 ** 2;
}
