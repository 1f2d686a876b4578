import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readKernelLog, sharesPidsWithKernel } from '@nx-peak/host';
import type { Diagnosis } from './diagnosis';
import { endOfChild } from './rules/process-end';
import { TaskDiagnoses } from './task-diagnoses';
import { LimitedCgroup } from './testing/limited-cgroup';

const MB = 1024 ** 2;

jest.setTimeout(60_000);

const made = LimitedCgroup.create('task-diagnoses', 100 * MB);
const limited = 'reason' in made ? undefined : made;

if ('reason' in made) {
  console.warn(`Kills by the kernel are not tested: ${made.reason}`);
}

afterAll(() => {
  limited?.dispose();
});

const inCgroup = limited === undefined ? describe.skip : describe;

/** Programs, as `node -e` takes them between single quotes. */
const GROW = `node -e 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));'`;
const FILL = 'const all = []; for (;;) all.push(new Array(1e4).fill(all.length).map(String));';
const FILL_HEAP = `node --max-old-space-size=30 -e '${FILL}'`;
const FILL_WORKER = `node -e 'new (require("worker_threads").Worker)("${FILL}", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 } })'`;
const parentOf = (command: string, code: number) =>
  `node -e 'require("child_process").spawnSync(process.argv[1], { shell: true, stdio: "inherit" }); process.exitCode = ${code}' '${command.replaceAll("'", `'\\''`)}'`;

/** Where the kernel log cannot be read, as in most containers. */
const withoutLog = () => new TaskDiagnoses({ readKernelLog: () => undefined });

/**
 * Runs a command as that of a task is run, to its end. It begins after its first sample, so that
 * how busy the machine is makes no difference.
 *
 * @param enter what the shell does before
 */
async function run(
  diagnoses: TaskDiagnoses,
  taskId: string,
  command: string,
  enter = ':',
): Promise<() => Diagnosis | undefined> {
  diagnoses.taskStarted(taskId);
  const child = spawn('/bin/sh', ['-c', `${enter} && echo started && read go; ${command}`]);
  const { pid } = child;
  if (pid === undefined) {
    throw new Error('no shell');
  }
  diagnoses.processStarted(taskId, pid);
  const output: string[] = [];
  [child.stdout, child.stderr].forEach((stream) => {
    stream.on('data', (text) => output.push(String(text)));
  });
  let code: number | null = null;
  child.on('exit', (exitCode, signal) => {
    code = exitCode;
    diagnoses.processEnded(taskId, endOfChild(pid, exitCode, signal));
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  diagnoses.sampled(taskId, 90 * MB);
  child.stdin.write('go\n');
  await closed;
  return () => diagnoses.settle(taskId, code === 0 ? 'succeeded' : 'failed', output.join(''));
}

async function diagnosisOf(
  diagnoses: TaskDiagnoses,
  command: string,
  enter?: string,
): Promise<Diagnosis | undefined> {
  const settle = await run(diagnoses, 'a:build', command, enter);
  return settle();
}

inCgroup('a task killed at the limit of its cgroup', () => {
  const enter = limited?.enter ?? '';

  describe.each([
    ['with the kernel log', () => new TaskDiagnoses()],
    ['without the kernel log', withoutLog],
  ])('%s', (_, create) => {
    it.each([
      ['itself', `exec ${GROW}`],
      ['below a shell', `${GROW}; exit $?`],
      ['below two shells', `sh -c "${GROW.replaceAll('"', '\\"')}; exit \\$?"; exit $?`],
    ])('%s, ran out of memory', async (_where, command) => {
      const diagnosis = await diagnosisOf(create(), command, enter);
      expect(diagnosis).toMatchObject({
        kind: 'out-of-memory',
        scope: 'cgroup',
        victim: 'task',
        confidence: 'certain',
        memory: { limit: { bytes: 100 * MB } },
      });
    });

    it('below a node that fails for it, likely failed for it', async () => {
      const diagnosis = await diagnosisOf(create(), `exec ${parentOf(GROW, 1)}`, enter);
      expect(diagnosis).toMatchObject({
        kind: 'out-of-memory',
        victim: 'descendant',
        confidence: 'likely',
      });
    });

    it('below a node that goes on, lost a process', async () => {
      const diagnosis = await diagnosisOf(create(), `exec ${parentOf(GROW, 0)}`, enter);
      expect(diagnosis).toMatchObject({ kind: 'out-of-memory', victim: 'descendant' });
    });

    it('is not mistaken for one that fails by itself meanwhile', async () => {
      const diagnoses = create();
      const [killed, failed] = await Promise.all([
        run(diagnoses, 'a:build', `exec ${GROW}`, enter),
        run(diagnoses, 'b:build', 'exit 3'),
      ]);
      expect(killed()).toMatchObject({ kind: 'out-of-memory', confidence: 'certain' });
      expect(failed()).toMatchObject({ kind: 'failed', code: 3 });
    });

    it('is not mistaken for one that somebody kills meanwhile', async () => {
      const diagnoses = create();
      const [killed, stopped] = await Promise.all([
        run(diagnoses, 'a:build', `exec ${GROW}`, enter),
        run(diagnoses, 'b:build', 'kill -9 $$'),
      ]);
      expect(killed()).toMatchObject({ kind: 'out-of-memory' });
      expect(stopped()).toMatchObject({ kind: 'killed-by-signal', signal: 'SIGKILL' });
    });
  });

  it('is sampled once more while it ends, and keeps its limit', async () => {
    const diagnoses = withoutLog();
    diagnoses.taskStarted('a:build');
    // What the shell becomes reaps nobody.
    const script = `${enter} && { sleep 0.3 & } && echo $! && exec sleep 60`;
    const reaper = spawn('/bin/sh', ['-c', script]);
    const [said] = (await once(reaper.stdout, 'data')) as [Buffer];
    const pid = Number(String(said));
    diagnoses.processStarted('a:build', pid);
    diagnoses.sampled('a:build', MB);
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    diagnoses.sampled('a:build', MB);
    diagnoses.processEnded('a:build', endOfChild(pid, null, 'SIGKILL'));
    expect(diagnoses.settle('a:build', 'failed', '')?.memory.limit?.bytes).toBe(100 * MB);
    reaper.kill('SIGKILL');
    await once(reaper, 'exit');
  });

  it('below a node that goes on, is not taken for that of a task that only prints so', async () => {
    const diagnoses = new TaskDiagnoses({
      readKernelLog: () => undefined,
      memory: {
        measurementOf: (id) => ({ peakRss: (id === 'a:build' ? 200 : 60) * MB, samples: 1 }),
        processesAtPeak: () => [],
      },
    });
    const [lost, saying] = await Promise.all([
      run(diagnoses, 'a:build', `exec ${parentOf(GROW, 0)}`, enter),
      run(diagnoses, 'b:build', 'sleep 1; echo Killed; exit 1', enter),
    ]);
    expect(lost()).toBeUndefined();
    expect(saying()).toMatchObject({ kind: 'failed', code: 1 });
  });

  it('is named by the kernel log where that can be read', async () => {
    if (readKernelLog() === undefined || !sharesPidsWithKernel()) {
      console.warn('Not tested: the kernel log cannot be read here');
      return;
    }
    const diagnosis = await diagnosisOf(new TaskDiagnoses(), `exec ${GROW}`, enter);
    expect(diagnosis?.evidence).toContainEqual(
      expect.objectContaining({ kind: 'kernel-log', command: 'node' }),
    );
  });
});

describe('a task that V8 ended', () => {
  it.each([
    ['itself', `exec ${FILL_HEAP}`, 'task', 'certain'],
    ['below a shell', `${FILL_HEAP}; exit $?`, 'task', 'certain'],
    ['below a node that fails for it', `exec ${parentOf(FILL_HEAP, 1)}`, 'descendant', 'likely'],
    ['in a worker thread', `exec ${FILL_WORKER}`, 'worker-thread', 'certain'],
  ])('%s, ran out of heap', async (_, command, of, confidence) => {
    expect(await diagnosisOf(new TaskDiagnoses(), command)).toMatchObject({
      kind: 'v8-heap-limit',
      of,
      confidence,
    });
  });

  it('below a node that goes on, has no diagnosis', async () => {
    expect(
      await diagnosisOf(new TaskDiagnoses(), `exec ${parentOf(FILL_HEAP, 0)}`),
    ).toBeUndefined();
  });
});

describe('any other end', () => {
  it.each([
    ['kill -9', 'kill -9 $$', { kind: 'killed-by-signal', confidence: 'unproven' }],
    ['kill -9 of a child', 'sh -c "kill -9 \\$\\$"; exit $?', { kind: 'killed-by-signal' }],
    ['a crash', 'kill -SEGV $$', { kind: 'killed-by-signal', signal: 'SIGSEGV' }],
    ['an interrupt', 'kill -INT $$', { kind: 'stopped' }],
    ['a failure', 'exit 3', { kind: 'failed', code: 3 }],
    [
      'a failure that quotes V8',
      'echo "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"; exit 1',
      { kind: 'failed', code: 1 },
    ],
  ])('%s is not out of memory', async (_, command, expected) => {
    expect(await diagnosisOf(new TaskDiagnoses(), command)).toMatchObject(expected);
  });

  it('is a stop when the program that runs the tasks caused it', async () => {
    const diagnoses = new TaskDiagnoses();
    const settle = await run(diagnoses, 'a:build', 'kill -TERM $$');
    diagnoses.stopping('a:build');
    expect(settle()).toMatchObject({ kind: 'stopped', confidence: 'certain' });
  });
});

describe('a task', () => {
  it('without a process of its own has no diagnosis', () => {
    const diagnoses = new TaskDiagnoses();
    diagnoses.taskStarted('a:build');
    expect(diagnoses.settle('a:build', 'failed', '')).toBeUndefined();
  });

  it('is diagnosed once', async () => {
    const diagnoses = new TaskDiagnoses();
    const settle = await run(diagnoses, 'a:build', 'exit 3');
    const diagnosis = settle();
    diagnoses.stopping('a:build');
    expect(diagnoses.settle('a:build', 'stopped', '')).toBe(diagnosis);
  });

  it('is among the failed ones from when it is settled, until it runs again', async () => {
    const diagnoses = new TaskDiagnoses();
    const settle = await run(diagnoses, 'a:build', 'exit 3');
    expect(diagnoses.failed()).toEqual([]);
    settle();
    expect(diagnoses.failed()).toEqual(['a:build']);
    diagnoses.taskStarted('a:build');
    expect(diagnoses.failed()).toEqual([]);
  });

  it('is not among the failed ones when it failed while it was being stopped', async () => {
    const diagnoses = new TaskDiagnoses();
    const settle = await run(diagnoses, 'a:build', 'exit 3');
    diagnoses.stopping('a:build');
    settle();
    expect(diagnoses.failed()).toEqual([]);
  });

  it('that nobody settled before the end of the process failed when a process of it did', async () => {
    const diagnoses = new TaskDiagnoses();
    await run(diagnoses, 'a:build', 'exit 3');
    await run(diagnoses, 'b:build', 'exit 0');
    diagnoses.settleEnded();
    expect(diagnoses.failed()).toEqual(['a:build']);
    expect(diagnoses.diagnosisOf('a:build')).toMatchObject({ kind: 'failed', code: 3 });
  });

  it('names the others that ran at that moment, the largest first', async () => {
    const diagnoses = new TaskDiagnoses();
    for (const [taskId, bytes] of [
      ['b:build', 1],
      ['c:build', 2],
    ] as const) {
      diagnoses.taskStarted(taskId);
      diagnoses.processStarted(taskId, process.pid);
      diagnoses.sampled(taskId, bytes * MB);
    }
    expect((await diagnosisOf(diagnoses, 'exit 3'))?.memory.others).toEqual([
      { taskId: 'c:build', rssBytes: 2 * MB },
      { taskId: 'b:build', rssBytes: 1 * MB },
    ]);
  });

  it('names a batch that ran at that moment once, and not the one it is of', async () => {
    const diagnoses = new TaskDiagnoses();
    for (const [taskId, batch] of [
      ['b:build', 'batch:tsc 1'],
      ['c:build', 'batch:tsc 1'],
      ['d:build', 'batch:tsc 2'],
    ] as const) {
      diagnoses.taskStarted(taskId);
      diagnoses.processStarted(taskId, process.pid, batch);
    }
    diagnoses.sampled('batch:tsc 1', 3 * MB);
    diagnoses.sampled('batch:tsc 2', 4 * MB);
    diagnoses.processEnded('d:build', endOfChild(process.pid, 3, null));

    expect((await diagnosisOf(diagnoses, 'exit 3'))?.memory.others).toEqual([
      { taskId: 'batch:tsc 2', rssBytes: 4 * MB },
      { taskId: 'batch:tsc 1', rssBytes: 3 * MB },
    ]);
    expect(diagnoses.settle('d:build', 'failed', '')?.memory.others).toEqual([
      { taskId: 'batch:tsc 1', rssBytes: 3 * MB },
    ]);
  });
});
