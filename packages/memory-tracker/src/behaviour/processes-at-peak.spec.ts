import { readFileSync } from 'node:fs';
import type { MemoryTracker } from '../memory-tracker';
import { collectorChain } from '../collectors/collector-chain';
import type { PeakProcesses } from '../peak/peak-processes';
import { MAIN_THREAD, OWN_THREAD, withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers({ listProcesses: true });

/** Asserts that they are the processes of the measurement, and gives the list. */
function explaining(tracker: MemoryTracker, id = ID): PeakProcesses['processes'] {
  const peak = tracker.peakOf(id) ?? NaN;
  const { sum = NaN, processes = [] } = tracker.processesAtPeak(id) ?? {};
  expect(sum * 1.03).toBeGreaterThanOrEqual(peak);
  const bytes = processes.map((process) => process.bytes);
  expect(bytes).toEqual([...bytes].sort((one, other) => other - one));
  expect(bytes.reduce((total, one) => total + one, 0)).toBe(sum);
  return processes;
}

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();

const hasProcfs = collectorChain(process.platform).collectors.includes('procfs');
const describeOnLinux = hasProcfs ? describe : describe.skip;

describeOnLinux.each([
  ['in a thread of its own', OWN_THREAD],
  ['on the main thread', MAIN_THREAD],
])('the processes at the peak, sampled %s', (_where, parts) => {
  it('were seen in a sample that reaches it, also when their marks tell it', async () => {
    const samples: number[] = [];
    const tracker = newTracker(
      {
        onSample: (_id, bytes) => {
          samples.push(bytes);
        },
      },
      parts,
    );
    const program = programs.start('spike-below', { megabytes: 200, ms: 1 });
    tracker.startTracking(ID, program.pid);
    await program.says('spiked');
    await until(() => (tracker.peakOf(ID) ?? 0) > 200 * MB);

    const peak = tracker.stopTracking(ID); // what the thread has yet to tell comes with it
    expect(Math.max(...samples)).toBe(peak);
  });

  it('name a child that held much for 60 ms', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('spike-below', { megabytes: 200, ms: 60 });
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    const pid = Number(child);
    await program.says('spiked');
    // Its high-water mark tells what no sample may have seen.
    await until(() => (tracker.peakOf(ID) ?? 0) > 200 * MB);
    const name = nameOf(pid);
    tracker.stopTracking(ID);
    programs.killAll();

    const [largest, ...rest] = explaining(tracker);
    expect(largest).toMatchObject({ pid, ppid: program.pid, name });
    expect(largest?.command?.join(' ')).toMatch(/spike\.py 200 60$/);
    expect(largest?.bytes).toBeGreaterThan(190 * MB);
    expect(largest?.bytes).toBeLessThan(250 * MB);
    expect(rest).toMatchObject([{ pid: program.pid }]);
  });

  it('list a pool, the largest first, and are kept when it shrinks', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('family', { megabytes: 10, children: 3, megabytesEach: 80 });
    const large = programs.start('hold', { megabytes: 250 });
    tracker.startTracking(ID, program.pid);
    tracker.startTracking(ID, large.pid);
    await program.says('holding');
    await large.says('holding');
    await untilSeen(tracker, ID);
    await large.end();
    await untilSeen(tracker, ID);
    tracker.stopTracking(ID);

    const listed = explaining(tracker);
    expect(listed).toHaveLength(5);
    expect(listed[0]).toMatchObject({ pid: large.pid, ppid: process.pid });
    expect(listed[4]).toMatchObject({ pid: program.pid, ppid: process.pid });
    listed.slice(1, 4).forEach(({ ppid, command, bytes }) => {
      expect(ppid).toBe(program.pid);
      expect(command?.join(' ')).toMatch(/hold\.cjs 80$/);
      expect(bytes).toBeGreaterThan(80 * MB);
    });
  });

  it('leave out a child between fork and exec, which shows the memory of its parent', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('slow-exec', { megabytes: 200 });
    tracker.startTracking(ID, program.pid);
    await program.ended();
    const [largest, ...rest] = explaining(tracker);
    expect(largest?.pid).toBe(program.pid);
    rest.forEach(({ bytes }) => {
      expect(bytes).toBeLessThan(100 * MB);
    });
  });

  it('stay the same while the task is steady, and once it was stopped', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('hold', { megabytes: 100 });
    await program.says('holding');
    process.kill(program.pid, 'SIGSTOP');
    tracker.startTracking(ID, program.pid);
    await until(() => parts === MAIN_THREAD || tracker.status().thread === 'own');
    await untilSeen(tracker, ID);
    const before = tracker.processesAtPeak(ID);
    await untilSeen(tracker, ID);
    expect(tracker.processesAtPeak(ID)).toEqual(before);
    tracker.stopTracking(ID);
    expect(tracker.processesAtPeak(ID)).toEqual(before);
    tracker.forget(ID);
    expect(tracker.processesAtPeak(ID)).toBeUndefined();
  });

  it('are kept apart by id', async () => {
    const tracker = newTracker({}, parts);
    const own = [
      programs.start('hold', { megabytes: 100 }),
      programs.start('hold', { megabytes: 50 }),
    ];
    own.forEach(({ pid }, i) => {
      tracker.startTracking(`task ${i}`, pid);
    });
    await Promise.all(own.map((program) => program.says('holding')));
    for (const [i, { pid }] of own.entries()) {
      await untilSeen(tracker, `task ${i}`);
      expect(explaining(tracker, `task ${i}`).map((process) => process.pid)).toEqual([pid]);
    }
  });

  it('are not kept when nobody asked for them', async () => {
    const tracker = newTracker({ listProcesses: false }, parts);
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await untilSeen(tracker, ID);
    expect(tracker.processesAtPeak(ID)).toBeUndefined();
  });
});

describeOnLinux('the processes at the peak', () => {
  it('are there at once when the main thread was blocked all the time', async () => {
    const tracker = newTracker();
    tracker.startTracking('other', programs.start('hold', { megabytes: 0 }).pid);
    await until(() => tracker.status().thread === 'own');
    const program = programs.start('spike-below', { megabytes: 200, ms: 60 });
    tracker.startTracking(ID, program.pid);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(cell, 0, 0, 1500);
    // Where the machine is slow, it is blocked for longer. The limit only ends a test that failed.
    for (const end = Date.now() + 40_000; Date.now() < end; Atomics.wait(cell, 0, 0, 100)) {
      if ((tracker.peakOf(ID) ?? 0) > 200 * MB) {
        break;
      }
    }
    tracker.stopTracking(ID);
    const [largest] = explaining(tracker);
    expect(largest).toMatchObject({ ppid: program.pid });
    expect(largest?.command?.join(' ')).toMatch(/spike\.py 200 60$/);
    expect(largest?.bytes).toBeGreaterThan(170 * MB);
  });
});

describe('the processes at the peak, as pidusage sees them', () => {
  it('have pids, parents and bytes', async () => {
    const tracker = newTracker({ collector: 'pidusage', intervalMs: 100 }, MAIN_THREAD);
    const program = programs.start('family', { megabytes: 0, children: 1, megabytesEach: 150 });
    tracker.startTracking(ID, program.pid);
    await program.says('holding');
    await untilSeen(tracker, ID);
    const [child, parent] = explaining(tracker);
    expect(parent).toMatchObject({ pid: program.pid, ppid: process.pid });
    expect(child).toMatchObject({ ppid: program.pid });
    expect(child?.bytes).toBeGreaterThan(150 * MB);
  });
});
