import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readKernelLog, sharesPidsWithKernel } from '@nx-peak/host';
import { endOfChild } from './rules/process-end';
import { TaskDiagnoses } from './task-diagnoses';
import { LimitedCgroup } from './testing/limited-cgroup';
import { diagnosisOf, parentOf, run } from './testing/run-task';

const MB = 1024 ** 2;

jest.setTimeout(60_000);

const made = LimitedCgroup.create('killed-at-limit', 100 * MB);
const limited = 'reason' in made ? undefined : made;

if ('reason' in made) {
  console.warn(`Kills by the kernel are not tested: ${made.reason}`);
}

afterAll(() => {
  limited?.dispose();
});

const inCgroup = limited === undefined ? describe.skip : describe;

/** A program that grows for ever, as `node -e` takes it between single quotes. */
const GROW = `node -e 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));'`;

/** Where the kernel log cannot be read, as in most containers. */
const withoutLog = () => new TaskDiagnoses({ readKernelLog: () => undefined });

inCgroup('a task killed at the limit of its cgroup', () => {
  const enter = limited?.enter ?? '';

  describe.each([
    ['with the kernel log', () => new TaskDiagnoses()],
    ['without the kernel log', withoutLog],
  ])('%s', (_, create) => {
    it.each([
      ['by itself', `exec ${GROW}`],
      ['below a shell', `${GROW}; exit $?`],
      ['below two shells', `sh -c "${GROW.replaceAll('"', '\\"')}; exit \\$?"; exit $?`],
    ])('ran out of memory when it grew %s', async (_where, command) => {
      const diagnosis = await diagnosisOf(create(), command, enter);
      expect(diagnosis).toMatchObject({
        kind: 'out-of-memory',
        scope: 'cgroup',
        victim: 'task',
        confidence: 'certain',
        memory: { limit: { bytes: 100 * MB } },
      });
    });

    it('likely failed for that when it was below a node that fails for it', async () => {
      const diagnosis = await diagnosisOf(create(), `exec ${parentOf(GROW, 1)}`, enter);
      expect(diagnosis).toMatchObject({
        kind: 'out-of-memory',
        victim: 'descendant',
        confidence: 'likely',
      });
    });

    it('lost a process when that was below a node that goes on', async () => {
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

  it('is not mistaken for one that only prints so when a node above the killed process goes on', async () => {
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
