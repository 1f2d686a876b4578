import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LimitedCgroup, valueOf, type Finished } from '@nx-peak/testkit';
import { describeWith, forAllTestsIfThere } from '@nx-peak/testkit/rig';
import { lineWith, stripAnsi } from '../support/output';
import type { RecordedTask } from '../support/recorded-runs';
import { withWorkspace, type Workspace } from '../support/workspace';

/** Real deaths under a real nx: what is printed, what is stored, and that nx ends as it does without. */
const container = forAllTestsIfThere(LimitedCgroup.create('container', 700));
const ofNxItself = forAllTestsIfThere(LimitedCgroup.create('nx-itself', 600));
const plain = withWorkspace({ pluginWorkers: true, prepare: addProject });
const linked = withWorkspace({ linked: true, pluginWorkers: true, prepare: addProject });

const commands = {
  grow: 'exec node tools/dies.cjs --how=grow',
  'grow-below-shell': 'node tools/dies.cjs --how=grow; exit $?',
  'grow-below-node': 'node tools/dies.cjs --how=child --child=grow --exit-code=1',
  'grow-unheeded': 'node tools/dies.cjs --how=child --child=grow',
  'grow-spared': `sh -c 'echo 0 > /proc/self/oom_score_adj; exec node tools/dies.cjs --how=grow-steadily'`,
  heap: 'node --max-old-space-size=40 tools/dies.cjs --how=heap',
  'heap-below-node': 'node tools/dies.cjs --how=child --child=heap --exit-code=1',
  worker: 'node tools/dies.cjs --how=worker',
  killed: 'kill -9 $$',
  failing: 'node tools/alloc.js --megabytes=1 --hold-ms=10 --exit-code=3',
  quoting: `echo 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'; exit 1`,
};

type Target = keyof typeof commands;

function addProject({ root }: Workspace): void {
  const targets = Object.entries(commands).map(([name, command]) => [
    name,
    { executor: 'nx:run-commands', options: { command } },
  ]);
  mkdirSync(join(root, 'packages/d'));
  writeFileSync(
    join(root, 'packages/d/project.json'),
    JSON.stringify({ name: 'd', targets: Object.fromEntries(targets) as unknown }),
  );
}

const ENV = { NX_LOG_HEAP_USAGE: 'true' };

const runMany = (targets: readonly Target[]) => [
  'run-many',
  '-p',
  'd',
  '-t',
  ...targets,
  '--parallel=1',
  '--skip-nx-cache',
];

/** nx and its tasks in one cgroup, as in a container. */
function runInside(
  workspace: Workspace,
  targets: readonly Target[],
  enter = valueOf(container).enter,
): Promise<Finished> {
  const script = `${enter} && exec node_modules/.bin/nx "$@"`;
  return workspace.runProgram('sh', ['-c', script, 'nx', ...runMany(targets)], { env: ENV });
}

/** nx is killed once in some ten runs of four such tasks. */
const MOST_TRIES = 3;

/**
 * For some milliseconds after a kill the group is still full, and the kernel takes nx as well when that
 * asks for memory then, with nx-peak or without. Such a run shows nothing of what it is for: it is done
 * again, and that is reported.
 */
async function unlessNxIsKilled(run: () => Promise<Finished>): Promise<Finished> {
  for (let tries = 1; ; tries++) {
    const ran = await run();
    const killed = ran.signal === 'SIGKILL' || ran.code === 137;
    if (!killed || tries === MOST_TRIES) {
      return ran;
    }
    console.warn('The kernel killed nx itself, too: once more');
  }
}

function lastRecorded(workspace: Workspace): Map<string, RecordedTask> {
  const tasks = workspace.recordedRuns().at(-1)?.tasks ?? [];
  return new Map(tasks.map((task) => [task.id, task]));
}

/** The lines under a task's headline. */
function blockOf(output: string, target: Target): string[] {
  const lines = stripAnsi(output).split(/\r?\n/);
  const start = lines.findIndex((line) => new RegExp(`^✖  nx run d:${target} [^(]`).test(line));
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith('   '));
  return start < 0 ? [] : lines.slice(start, start + 1 + length);
}

describeWith(container)('in a cgroup with a limit', () => {
  const targets: Target[] = ['grow', 'grow-below-shell', 'grow-below-node', 'grow-unheeded'];
  let ran: Finished;

  beforeAll(async () => {
    ran = await unlessNxIsKilled(() => runInside(linked, targets));
  });

  it('in a cgroup with a limit, a task that the kernel killed was out of memory, for certain', () => {
    for (const target of ['grow', 'grow-below-shell'] as const) {
      const [headline, held, advice] = blockOf(ran.all, target);
      expect(headline).toMatch(
        /was OOM-killed by the kernel \(certain: (?:the kernel log names|oom_kill rose) /,
      );
      expect(held).toMatch(/peak \d+MB of a 700MB limit \(cgroup \/nx-peak-test-container-\d+\)$/);
      expect(advice).toContain('A larger --max-old-space-size makes it worse');
      expect(lastRecorded(linked).get(`d:${target}`)?.diagnosis).toMatchObject({
        kind: 'out-of-memory',
        scope: 'cgroup',
        victim: 'task',
        confidence: 'certain',
      });
    }
  });

  it('a task that failed for a child which the kernel killed was likely out of memory', () => {
    expect(blockOf(ran.all, 'grow-below-node')[0]).toMatch(
      /lost a process that was OOM-killed by the kernel \(likely: (?:the kernel log names|oom_kill rose) /,
    );
    expect(lastRecorded(linked).get('d:grow-below-node')?.diagnosis).toMatchObject({
      kind: 'out-of-memory',
      victim: 'descendant',
      confidence: 'likely',
    });
  });

  it('nothing is printed under a task that goes on without a child which the kernel killed', () => {
    expect(blockOf(ran.all, 'grow-unheeded')).toEqual([]);
    expect(lastRecorded(linked).get('d:grow-unheeded')?.status).toBe('success');
  });

  it('nx whose tasks the kernel kills ends as it does without us', async () => {
    const without = await unlessNxIsKilled(() => runInside(plain, targets));
    expect(ran.code).toBe(without.code);
    const codes = (workspace: Workspace) =>
      [...lastRecorded(workspace).values()].map(({ id, code, status }) => ({ id, code, status }));
    expect(codes(linked)).toEqual(codes(plain));
  });
});

describeWith(container)('in a container, which sees nothing above its own group', () => {
  it('in a container, a task that the kernel killed was out of memory, for certain', async () => {
    const { all } = await unlessNxIsKilled(() =>
      linked.runProgram(
        'sh',
        ['-c', valueOf(container).runInContainer, 'node_modules/.bin/nx', ...runMany(['grow'])],
        { env: ENV },
      ),
    );
    const [headline, held] = blockOf(all, 'grow');
    // The kernel log speaks of other pids, and is not asked.
    expect(headline).toMatch(
      /was OOM-killed by the kernel \(certain: oom_kill rose by \d+ in its cgroup/,
    );
    expect(held).toMatch(/ of a 700MB limit \(this container\)$/);
  });
});

describeWith(ofNxItself)('when the kernel kills nx itself', () => {
  it('the report of a run whose nx the kernel killed says how close it came to the limit', async () => {
    // The first choice of the kernel are nx and its workers, of which nx is the largest.
    const asVictim = `${valueOf(ofNxItself).enter} && echo 1000 > /proc/self/oom_score_adj`;
    const { signal } = await runInside(linked, ['grow-spared'], asVictim);
    expect(signal).toBe('SIGKILL');
    const { all } = await linked.runBin('nx-peak', ['report']);
    expect(all).toMatch(/^The record is incomplete: nx was killed during the run/m);
    expect(all).toMatch(
      /^Its tasks and nx itself used \d+MB of 600MB \(\d+%, container limit\) at the last sample: the kernel may/m,
    );
  });
});

describe('without a limit of the cgroup', () => {
  const targets: Target[] = ['heap', 'heap-below-node', 'worker', 'killed', 'failing', 'quoting'];
  let ran: Finished;

  beforeAll(async () => {
    ran = await linked.run(runMany(targets), { env: ENV });
  });

  it.each<[Target, RegExp, object]>([
    [
      'heap',
      /ran out of JavaScript heap at \d+MB \(certain\)$/,
      { kind: 'v8-heap-limit', of: 'task', confidence: 'certain' },
    ],
    [
      'heap-below-node',
      /lost a process that ran out of JavaScript heap at \d+MB \(likely\)$/,
      { kind: 'v8-heap-limit', of: 'descendant', confidence: 'likely' },
    ],
    [
      'worker',
      /lost a worker thread that ran out of JavaScript heap \(certain\)$/,
      { kind: 'v8-heap-limit', of: 'worker-thread', confidence: 'certain' },
    ],
    [
      'killed',
      /was killed by SIGKILL \(no evidence that memory ran out\)$/,
      { kind: 'killed-by-signal', signal: 'SIGKILL', confidence: 'unproven' },
    ],
  ])(
    'the death of a task (%s) is printed with its advice, and stored',
    (target, headline, diagnosis) => {
      const [first, ...details] = blockOf(ran.all, target);
      expect(first).toMatch(headline);
      expect(details.join('\n')).toContain(target === 'killed' ? '' : '--max-old-space-size');
      expect(lastRecorded(linked).get(`d:${target}`)?.diagnosis).toMatchObject(diagnosis);
    },
  );

  it.each<[Target, number]>([
    ['failing', 3],
    ['quoting', 1],
  ])('a task (%s) has failed by itself, and nothing is printed', (target, code) => {
    expect(blockOf(ran.all, target)).toEqual([]);
    expect(lastRecorded(linked).get(`d:${target}`)?.diagnosis).toMatchObject({
      kind: 'failed',
      code,
    });
  });

  it('the report of a run says why its tasks died', async () => {
    const { all, code } = await linked.runBin('nx-peak', ['report']);
    expect(code).toBe(0);
    const [, printed = ''] = all.split('Why tasks died:\n');
    const headlines = printed.split('\n').filter((line) => /^ {2}\S/.test(line));
    expect(headlines.sort()).toEqual([
      expect.stringMatching(/^ {2}d:heap ran out of JavaScript heap at \d+MB/),
      expect.stringMatching(/^ {2}d:heap-below-node lost a process/),
      expect.stringMatching(/^ {2}d:killed was killed by SIGKILL/),
      expect.stringMatching(/^ {2}d:worker lost a worker thread/),
    ]);
  });

  it('nx whose tasks die without a limit of the cgroup ends as it does without us', async () => {
    const without = await plain.run(runMany(targets), { env: ENV });
    expect(ran.code).toBe(without.code);
    const codes = (workspace: Workspace) =>
      [...lastRecorded(workspace).values()].map(({ id, code, status }) => ({ id, code, status }));
    expect(codes(linked)).toEqual(codes(plain));
  });
});

describe('in a terminal', () => {
  it('in a terminal, why a task died is printed after the run, dim below the headline', async () => {
    const terminal = linked.terminal(runMany(['heap', 'failing']), {
      env: { ...ENV, NX_TUI: 'false' },
    });
    expect(await terminal.exit).toBe(1);
    const screen = terminal.screen().join('\n');
    expect(screen.indexOf('ran out of JavaScript heap')).toBeGreaterThan(
      screen.indexOf('2/2 targets failed'),
    );
    expect(terminal.isDim('Raise it with NODE_OPTIONS')).toBe(true);
    expect(terminal.isDim('ran out of JavaScript heap')).toBe(false);
  });

  it('why a task died is printed after the TUI', async () => {
    const terminal = linked.terminal(runMany(['heap', 'killed']), {
      env: { ...ENV, NX_TUI: 'true' },
    });
    await terminal.waitFor(/^ *2\/2 /m);
    terminal.write('q');
    expect(await terminal.exit).toBe(1);
    const rows = terminal.screen();
    expect(rows.some((row) => /^✖ {2}nx run d:heap ran out of JavaScript heap/.test(row))).toBe(
      true,
    );
    expect(rows.some((row) => /^✖ {2}nx run d:killed was killed by SIGKILL/.test(row))).toBe(true);
  });

  it('why a task died is printed of a task alone, which nx runs on a pseudo-terminal', async () => {
    const terminal = linked.terminal(['run', 'd:killed'], { env: ENV });
    await terminal.exit;
    expect(lineWith(terminal.text(), 'SIGKILL')).toBe(
      '✖  nx run d:killed was killed by SIGKILL (no evidence that memory ran out)',
    );
  });
});

describe('in GitHub Actions', () => {
  it('in GitHub Actions, why a task died is printed below the log group, where it shows while that is folded', async () => {
    const { all } = await linked.run(runMany(['heap']), {
      env: { ...ENV, GITHUB_ACTIONS: 'true' },
    });
    expect(stripAnsi(all)).toMatch(/::endgroup::\n✖ {2}nx run d:heap ran out of JavaScript heap/);
  });
});
