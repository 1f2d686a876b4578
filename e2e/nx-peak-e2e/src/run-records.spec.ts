import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { notices } from './support/comparable';
import { blockOf, stripAnsi, withoutPeaks } from './support/output';
import { isPeakOf, linesWithPeaks } from './support/peaks';
import { canMountReadOnly, withReadOnly } from './support/read-only';
import type { RunningCommand } from './support/running-command';
import { until, untilRunning } from './support/until';
import { createWorkspace, type Workspace } from './support/workspace';

/** What is left of a run when it is over, and what is seen of one that goes on. */
let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ linked: true });
  const folder = join(workspace.root, 'packages/nested');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'project.json'),
    JSON.stringify({
      name: 'nested',
      targets: {
        many: { command: 'node_modules/.bin/nx run-many -t quick fail -p a --skip-nx-cache' },
        beside: { command: 'node tools/alloc.js 20 300' },
      },
    }),
  );
});

afterEach(() => {
  workspace.killProcesses();
});

afterAll(() => {
  workspace.dispose();
});

const ON = { NX_LOG_HEAP_USAGE: 'true' };
const TWO = ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--skip-nx-cache'];

interface Task {
  readonly id: string;
  readonly outcome: Readonly<Record<string, unknown>>;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly processesAtPeak?: readonly {
    readonly pid: number;
    readonly ppid?: number;
    readonly name?: string;
    readonly command?: string;
    readonly memory: number;
  }[];
  readonly figure?: { readonly peakRss: number; readonly shared?: boolean };
}

interface RunRecord {
  readonly id: string;
  readonly parent?: string;
  readonly command: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly tasks: readonly Task[];
  readonly peak?: { readonly memory: number; readonly tasks: readonly { readonly id: string }[] };
}

function runsFolder(): string {
  return join(workspace.root, '.nx/peak/runs');
}

/** The newest one last. */
function recordIds(): string[] {
  return existsSync(runsFolder()) ? readdirSync(runsFolder()).sort() : [];
}

function record(id: string): RunRecord {
  return JSON.parse(readFileSync(join(runsFolder(), id, 'run.json'), 'utf8')) as RunRecord;
}

/** The records that `action` adds, by the order of their start. */
async function recordsOf(action: () => Promise<unknown>): Promise<RunRecord[]> {
  const before = new Set(recordIds());
  await action();
  return recordIds()
    .filter((id) => !before.has(id))
    .map(record)
    .sort((one, other) => start(one) - start(other));
}

function start({ tasks }: RunRecord): number {
  return Math.min(...tasks.map(({ startedAt = Infinity }) => startedAt));
}

/** What a task held from look to look: bytes. */
function curveOf(id: string, taskId: string): number[] {
  return samplesOf(id).flatMap((memory) => memory[taskId] ?? []);
}

function samplesOf(id: string): Record<string, number>[] {
  return readFileSync(join(runsFolder(), id, 'samples.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1) // what follows the last line's end is empty, or a line that is just being written
    .map((line) => (JSON.parse(line) as { groupMemory: Record<string, number> }).groupMemory);
}

function report(...args: string[]) {
  return workspace.runBin('nx-peak', ['report', ...args]);
}

describe('a run of four tasks whose shapes are known', () => {
  let run: RunRecord;

  beforeAll(async () => {
    const shapes = ['steady', 'ramp', 'spike', 'short'];
    const args = ['run-many', '-t', ...shapes, '-p', 'shape', '--parallel=4'];
    [run] = (await recordsOf(() => workspace.run(args, { env: ON }))) as [RunRecord];
  });

  function peakOf(shape: string): number | undefined {
    return run.tasks.find(({ id }) => id === `shape:${shape}`)?.figure?.peakRss;
  }

  it('records who succeeded, and that the run is over', () => {
    expect(run.state).toMatchObject({ kind: 'finished', exitCode: 0 });
    expect(run.tasks.map(({ id, outcome }) => [id, outcome]).sort()).toEqual([
      ['shape:ramp', { status: 'succeeded', exitCode: 0 }],
      ['shape:short', { status: 'succeeded', exitCode: 0 }],
      ['shape:spike', { status: 'succeeded', exitCode: 0 }],
      ['shape:steady', { status: 'succeeded', exitCode: 0 }],
    ]);
    run.tasks.forEach(({ startedAt = NaN, endedAt = NaN }) => {
      expect(endedAt).toBeGreaterThan(startedAt);
    });
  });

  it('records the peaks that the shapes have', () => {
    expect(isPeakOf(peakOf('steady'), 120)).toBe(true);
    expect(isPeakOf(peakOf('ramp'), 200)).toBe(true);
    expect(isPeakOf(peakOf('spike'), 300, 2)).toBe(true);
    expect(peakOf('short')).toBeLessThan(peakOf('steady') ?? 0);
  });

  it('records the processes of each peak, also of one that was a moment', () => {
    for (const { processesAtPeak = [], figure } of run.tasks) {
      const held = processesAtPeak.reduce((sum, { memory }) => sum + memory, 0);
      expect(held * 1.03).toBeGreaterThanOrEqual(figure?.peakRss ?? NaN);
    }
    const spike = run.tasks.find(({ id }) => id === 'shape:spike')?.processesAtPeak ?? [];
    expect(spike[0]?.command).toMatch(/alloc\.js 300 500$/);
    expect(spike[0]?.name).toMatch(/./);
    expect(spike[0]?.memory).toBeGreaterThan(300 * 1024 ** 2);
    expect(spike.find(({ pid }) => pid === spike[0]?.ppid)?.command).toContain('shape.js spike');
  });

  it('records curves that have the shapes', () => {
    const steady = curveOf(run.id, 'shape:steady');
    const reached = steady.findIndex((bytes) => bytes > 0.9 * (peakOf('steady') ?? 0));
    // The last looks may be at a process that is just being taken down.
    expect(Math.min(...steady.slice(reached, -2))).toBeGreaterThan(0.85 * Math.max(...steady));

    const ramp = curveOf(run.id, 'shape:ramp').slice(0, -2);
    const drops = ramp.filter((bytes, index) => bytes < 0.9 * (ramp[index - 1] ?? 0));
    expect(drops).toEqual([]);
    expect(new Set(ramp.map((bytes) => Math.floor(bytes / 20 / 1024 ** 2))).size).toBeGreaterThan(
      5,
    );

    const spike = curveOf(run.id, 'shape:spike');
    const top = spike.indexOf(Math.max(...spike));
    expect(Math.min(...spike.slice(0, top))).toBeLessThan(0.5 * (spike[top] ?? 0));
    expect(Math.min(...spike.slice(top))).toBeLessThan(0.5 * (spike[top] ?? 0));
  });

  it('records the moment at which all together held most', () => {
    const sums = samplesOf(run.id).map((memory) =>
      Object.values(memory).reduce((sum, bytes) => sum + bytes, 0),
    );
    expect(run.peak?.memory).toBeGreaterThanOrEqual(Math.max(...sums));
    expect(run.peak?.tasks.map(({ id }) => id)).toContain('shape:steady');
  });

  it('is reported in the order of the peaks', async () => {
    const { all } = await report(run.id, '--format', 'json');
    const { summary } = JSON.parse(all) as { summary: { heaviest: { id: string }[] } };
    expect(summary.heaviest.map(({ id }) => id)).toEqual([
      'shape:spike',
      'shape:ramp',
      'shape:steady',
      'shape:short',
    ]);
  });

  it.each([
    ['text', /^nx run-many [^]*Peak of all tasks together: [^]*shape:spike/],
    ['markdown', /^## Memory of nx run-many [^]*\| shape:spike \|/],
    ['csv', /^task,project,target,[^]*\r?\nshape:spike,shape,spike,/],
    ['html', /^<!doctype html>[^]*shape:spike/],
    ['trace', /^\{"traceEvents":\[[^]*"Memory of shape:spike"/],
    ['benchmark', /^\[[^]*"name": "shape:spike"/],
  ])('is reported as %s', async (format, expected) => {
    const { all, code } = await report(run.id, '--format', format);
    expect({ code, all }).toEqual({ code: 0, all: expect.stringMatching(expected) as string });
  });

  it('is reported over time, and into a file', async () => {
    const { all } = await report(run.id, '--format=csv', '--timeline', '--output=timeline.csv');
    expect(all).toBe('nx-peak: written to timeline.csv\n');
    const text = readFileSync(join(workspace.root, 'timeline.csv'), 'utf8');
    expect(text).toMatch(/^timestamp,offset_seconds,total_rss_bytes,task,task_rss_bytes\r?\n/);
    expect(text).toContain(',shape:ramp,');
  });

  it('is read from its files, too', async () => {
    const { all } = await report(join(runsFolder(), run.id, 'samples.ndjson'));
    expect(all).toContain('shape:spike');
  });
});

describe('what nx-peak report cannot do', () => {
  it.each([
    [['--format', 'pdf'], 'there is no format "pdf"'],
    [['nothing-like-it'], 'No recorded run is called "nothing-like-it"'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['--timeline'], '--timeline is for --format csv, not for text'],
    [['a', 'b'], '"b" is a word too many'],
  ])('%j is told', async (args, told) => {
    const { all, code } = await report(...args);
    expect({ code, all }).toEqual({
      code: 1,
      all: expect.stringMatching(/^nx-peak: .*\n$/) as string,
    });
    expect(all).toContain(told);
  });
});

describe('what a record tells of tasks', () => {
  it('failed, skipped and cached ones', async () => {
    await workspace.run(['run-many', '-t', 'cached', '-p', 'a'], { env: ON });
    const [run] = await recordsOf(() =>
      workspace.run(['run-many', '-t', 'cached', 'fail', '-p', 'a'], { env: ON }),
    );
    const outcomes = Object.fromEntries(run?.tasks.map(({ id, outcome }) => [id, outcome]) ?? []);
    expect(outcomes['a:fail']).toEqual({ status: 'failed', exitCode: 1 });
    expect(outcomes['a:cached']).toMatchObject({ status: 'cached' });
    expect(run?.tasks.find(({ id }) => id === 'a:cached')?.figure).toBeUndefined();
  });

  it('those of a batch, whose figures are of the process they share', async () => {
    const [run] = await recordsOf(() =>
      workspace.run(['run-many', '-t', 'build', '-p', 'bat1', 'bat2', '--skip-nx-cache'], {
        env: { ...ON, NX_BATCH_MODE: 'true' },
      }),
    );
    expect(run?.tasks.map(({ id }) => id).sort()).toEqual(['bat1:build', 'bat2:build']);
    expect(run?.tasks.every(({ figure }) => figure?.shared === true)).toBe(true);
    const { all } = await report(run?.id ?? '', '--format=json');
    expect((JSON.parse(all) as { record: RunRecord }).record.tasks).toHaveLength(2);
  });

  it('the processes that held the peak', async () => {
    const before = new Set(recordIds());
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const id = () => recordIds().find((one) => !before.has(one)) ?? '';
    const samples = () => join(runsFolder(), id(), 'samples.ndjson');
    await until(
      'looks at all it holds',
      () =>
        existsSync(samples()) &&
        curveOf(id(), 'a:long').filter((bytes) => isPeakOf(bytes, 100)).length > 30,
    );
    nx.kill('SIGTERM');
    await nx.finished;
    const [task] = record(id()).tasks;
    const processes = task?.processesAtPeak ?? [];
    expect(processes[0]?.command).toContain('tools/alloc.js 100 60000');
    const held = processes.reduce((sum, { memory }) => sum + memory, 0);
    expect(held * 1.03).toBeGreaterThanOrEqual(task?.figure?.peakRss ?? NaN);
  });

  it('with secrets masked in the command lines', async () => {
    const [run] = await recordsOf(() =>
      workspace.run(['run', 'a:quick', '--api-key=hunter2'], { env: ON }),
    );
    expect(run?.command).toBe('nx run a:quick --api-key=***');
    const commands = run?.tasks[0]?.processesAtPeak?.map(({ command = '' }) => command) ?? [];
    expect(commands.join('\n')).toContain('--api-key=***');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  it('with what the workspace calls a secret masked, too', async () => {
    const env = { ...ON, NX_PEAK_SECRETS: 'ACME-\\d+' };
    const [run] = await recordsOf(() =>
      workspace.run(['run', 'a:quick', '--site=ACME-1234'], { env }),
    );
    expect(run?.command).toBe('nx run a:quick --site=***');
  });
});

describe('a run that is killed', () => {
  it('leaves a record that says so', async () => {
    const before = new Set(recordIds());
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const id = () => recordIds().find((one) => !before.has(one)) ?? '';
    const samples = () => join(runsFolder(), id(), 'samples.ndjson');
    await until('a look', () => existsSync(samples()) && statSync(samples()).size > 0);
    nx.kill('SIGKILL');
    await nx.exited;

    const { all, code } = await report(id());
    expect(code).toBe(0);
    expect(all).toMatch(/cut short/);
    expect(all).toMatch(/MB .* a:long$/m);
    const listed = await workspace.runBin('nx-peak', ['runs']);
    expect(listed.all).toMatch(new RegExp(`^${id()}  cut-short .* nx run a:long`, 'm'));
  });

  it('leaves a record of the stop when nx hears the signal', async () => {
    const before = new Set(recordIds());
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    await untilRunning(workspace, 'alloc.js 100');
    nx.kill('SIGTERM');
    await nx.finished;
    const run = record(recordIds().find((one) => !before.has(one)) ?? '');
    expect(run.state).toMatchObject({ kind: 'stopped' });
    expect(run.tasks.map(({ id, outcome }) => [id, outcome['status']])).toEqual([
      ['a:long', 'stopped'],
    ]);
  });
});

describe('an nx that a task runs', () => {
  it('has a record of its own that names the outer one, and neither a summary in the log nor one of the job', async () => {
    const jobSummary = join(workspace.root, 'job-summary.md');
    writeFileSync(jobSummary, 'kept\n');
    let log = '';
    const [outer, inner, ...more] = await recordsOf(async () => {
      const { all } = await workspace.run(
        ['run-many', '-t', 'many', 'beside', '-p', 'nested', '--output-style=stream'],
        { env: { ...ON, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: jobSummary } },
      );
      log = stripAnsi(all);
    });
    expect(more).toEqual([]);
    expect(outer?.parent).toBeUndefined();
    expect(outer?.tasks.map(({ id }) => id).sort()).toEqual(['nested:beside', 'nested:many']);
    expect(inner?.parent).toBe(outer?.id);
    expect(inner?.tasks.map(({ id }) => id).sort()).toEqual(['a:fail', 'a:quick']);
    expect(log.match(/Memory peak:/g)).toHaveLength(1);
    const summary = readFileSync(jobSummary, 'utf8');
    expect(summary).toMatch(/^kept\n/);
    expect(summary.match(/^## Memory of nx run-many -t many beside/gm)).toHaveLength(1);
    expect(summary.match(/^## Memory of/gm)).toHaveLength(1);
  });
});

describe('the end of the log', () => {
  it('tells of a run of several tasks, and only once', async () => {
    const { all } = await workspace.run(TWO, { env: ON });
    expect(blockOf(all)).toMatch(/Heaviest tasks: .* a:(?:quick|fail) /);
    expect(stripAnsi(all)).not.toContain('Peak memory:');
    expect(withoutPeaks(all)).not.toMatch(/Memory peak|Heaviest/);
  });

  it('does not tell what the line of a single task tells', async () => {
    const { all } = await workspace.run(['run', 'a:quick'], { env: ON });
    expect(blockOf(all)).toBeUndefined();
  });

  it.each([
    ['with NX_PEAK_SUMMARY=false', TWO, { NX_PEAK_SUMMARY: 'false' }],
    ['in the style summary', [...TWO, '--output-style=summary'], {}],
  ])('says nothing %s', async (_, args, variables) => {
    const { all } = await workspace.run(args, { env: { ...ON, ...variables } });
    expect(blockOf(all)).toBeUndefined();
  });
});

describe('where nothing is to be recorded', () => {
  it('or can be, the log is as with a record', async () => {
    const apart = await createWorkspace({ linked: true });
    try {
      const { all, code } = await apart.run(TWO, { env: { ...ON, NX_PEAK_RECORD: 'false' } });
      expect(code).toBe(1);
      expect(existsSync(join(apart.root, '.nx/peak'))).toBe(false);
      expect([...linesWithPeaks(all).keys()]).toContain('✔  nx run a:quick');
      expect(blockOf(all)).toBeDefined();
      expect(notices(all)).toEqual([]);
    } finally {
      apart.dispose();
    }
  });

  it('is one line when .nx/peak cannot be written', async () => {
    const folder = join(workspace.root, '.nx/peak');
    mkdirSync(folder, { recursive: true });
    if (!canMountReadOnly(folder)) {
      return;
    }
    const line = 'node_modules/.bin/nx run-many -t quick fail -p a --skip-nx-cache';
    const { all, code } = await workspace.runProgram('unshare', withReadOnly(folder, line), {
      env: ON,
    });
    expect(code).toBe(1);
    expect([...linesWithPeaks(all).keys()]).toContain('✔  nx run a:quick');
    expect(notices(all)).toEqual([
      expect.stringMatching(/^nx-peak: The run is not recorded: EROFS/),
    ]);
  });
});

describe('NX_PEAK_KEEP_RUNS', () => {
  it('is how many records are kept', async () => {
    for (let run = 0; run < 3; run++) {
      await workspace.run(['run', 'a:quick'], { env: { ...ON, NX_PEAK_KEEP_RUNS: '2' } });
    }
    expect(recordIds()).toHaveLength(2);
  });
});

describe('NX_PROFILE', () => {
  it('gets the memory beside the tasks', async () => {
    const { code } = await workspace.run(TWO, { env: { ...ON, NX_PROFILE: 'profile.json' } });
    expect(code).toBe(1);
    const events = JSON.parse(readFileSync(join(workspace.root, 'profile.json'), 'utf8')) as {
      name: string;
      ph: string;
    }[];
    const names = (phase: string) =>
      events.filter(({ ph }) => ph === phase).map(({ name }) => name);
    expect(names('X').sort()).toEqual(['a:fail', 'a:quick']);
    expect(names('C')).toContain('Memory of a:fail');
    expect(names('C')).toContain('Memory of all tasks');
  });
});

describe('nx-peak report --open', () => {
  it('writes a page and hands it to what the system opens pages with', async () => {
    await workspace.run(['run', 'a:quick', '--skip-nx-cache'], { env: ON });
    const bin = join(workspace.home, 'opener');
    mkdirSync(bin);
    const script = '#!/bin/sh\nprintf %s "$1" > "$HOME/o" && mv "$HOME/o" "$HOME/opened"\n';
    writeFileSync(join(bin, 'xdg-open'), script, { mode: 0o755 });
    const { code, all } = await workspace.runBin('nx-peak', ['report', '--open'], {
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    const opened = join(workspace.home, 'opened');
    await until('it to be opened', () => existsSync(opened));
    const file = readFileSync(opened, 'utf8');
    expect({ code, all }).toEqual({ code: 0, all: `nx-peak: written to ${file}\n` });
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/i);
    rmSync(dirname(file), { recursive: true });
  });
});

describe('nx-peak top', () => {
  const liveFolder = (): string => join(workspace.root, '.nx/peak/live');

  /** A run that goes on and can be asked. */
  async function liveRun(): Promise<RunningCommand> {
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const sockets = (): string[] => (existsSync(liveFolder()) ? readdirSync(liveFolder()) : []);
    await until('a socket', () => sockets().length > 0);
    return nx;
  }

  it('shows the run that goes on, and then none', async () => {
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const held = { peak: 0 };
    for (let ask = 0; ask < 100 && !isPeakOf(held.peak, 100); ask++) {
      const { all, code } = await workspace.runBin('nx-peak', ['top', '--once', '--json']);
      if (code === 0) {
        const [run] = JSON.parse(all) as { tasks: { id: string; peak?: number }[] }[];
        held.peak = run?.tasks.find(({ id }) => id === 'a:long')?.peak ?? 0;
      }
    }
    expect(isPeakOf(held.peak, 100)).toBe(true);
    const text = await workspace.runBin('nx-peak', ['top']);
    expect(text.all).toMatch(/^nx run a:long[^]* NOW .*\n.*MB .* a:long\n$/);

    nx.kill('SIGTERM');
    await nx.finished;
    expect(readdirSync(liveFolder())).toEqual([]);
    const after = await workspace.runBin('nx-peak', ['top', '--once']);
    expect(after).toMatchObject({
      code: 1,
      all: 'nx-peak: no run with NX_LOG_HEAP_USAGE=true goes on in this workspace.\n',
    });
  });

  it('draws on a screen of its own until the run is over, and leaves what was seen last', async () => {
    const nx = await liveRun();
    const terminal = workspace.terminal(['top'], { bin: 'nx-peak' });
    await terminal.waitFor(/NOW +PEAK +PROCS +TIME +TASK\n.*MB .* a:long/);
    expect(terminal.raw.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    nx.kill('SIGTERM');
    await nx.finished;
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen().at(-1)).toBe('The run is over: npx nx-peak report');
    expect(terminal.raw).toContain('\u001b[?25h\u001b[?1049l');
  });

  it('gives the terminal back at Ctrl-C', async () => {
    const nx = await liveRun();
    const terminal = workspace.terminal(['top'], { bin: 'nx-peak' });
    await terminal.waitFor('a:long');
    terminal.write('\x03');
    expect(await terminal.exit).toBe(130);
    expect(terminal.raw.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(terminal.screen()).toEqual([]);
    nx.kill('SIGTERM');
    await nx.finished;
  });

  it('removes the socket of a run that was killed', async () => {
    const nx = await liveRun();
    nx.kill('SIGKILL');
    await nx.exited;
    const { code } = await workspace.runBin('nx-peak', ['top', '--once']);
    expect(code).toBe(1);
    expect(readdirSync(liveFolder())).toEqual([]);
  });
});

describe('nx-peak doctor', () => {
  it('tells where records go', async () => {
    const { all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(all).toMatch(/^✔ runs are recorded in .*\.nx\/peak\/runs, the last 20 are kept$/m);
  });

  it('tells that they are switched off', async () => {
    const { all } = await workspace.runBin('nx-peak', ['doctor'], {
      env: { NX_PEAK_RECORD: 'false' },
    });
    expect(all).toMatch(/^· runs are not recorded$/m);
  });
});
