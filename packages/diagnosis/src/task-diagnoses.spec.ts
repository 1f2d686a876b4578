import { endOfChild } from './rules/process-end';
import { TaskDiagnoses } from './task-diagnoses';
import { diagnosisOf, parentOf, run } from './testing/run-task';

const MB = 1024 ** 2;

jest.setTimeout(60_000);

/** Programs that fill their heap, as `node -e` takes them between single quotes. */
const FILL = 'const all = []; for (;;) all.push(new Array(1e4).fill(all.length).map(String));';
const FILL_HEAP = `node --max-old-space-size=30 -e '${FILL}'`;
const FILL_WORKER = `node -e 'new (require("worker_threads").Worker)("${FILL}", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 } })'`;

describe('a task that V8 ended', () => {
  it.each([
    ['the task itself', `exec ${FILL_HEAP}`, 'task', 'certain'],
    ['a process below a shell', `${FILL_HEAP}; exit $?`, 'task', 'certain'],
    [
      'a process below a node that fails for it',
      `exec ${parentOf(FILL_HEAP, 1)}`,
      'descendant',
      'likely',
    ],
    ['a worker thread', `exec ${FILL_WORKER}`, 'worker-thread', 'certain'],
  ])('ran out of heap when that of %s was full', async (_, command, of, confidence) => {
    expect(await diagnosisOf(new TaskDiagnoses(), command)).toMatchObject({
      kind: 'v8-heap-limit',
      of,
      confidence,
    });
  });

  it('has no diagnosis when a node above the full heap goes on', async () => {
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
  it('has no diagnosis when it had no process of its own', () => {
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

  it('is settled at the end of this process, and has failed when a process of it did', async () => {
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
