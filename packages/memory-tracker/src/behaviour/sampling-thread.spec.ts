import { join } from 'node:path';
import type { MemoryTracker } from '../memory-tracker';
import { collectorChain } from '../collectors/collector-chain';
import { withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';
import type { TrackerNotice } from '../tracker-notice';

const MB = 1024 * 1024;
const ID = 'app:build';
const DIST = join(__dirname, '../../dist');
const PROGRAMS = join(__dirname, '../testing/programs');

jest.setTimeout(60_000);

let notices: TrackerNotice[] = [];
const { programs, newTracker } = withTrackers({
  onNotice: (notice) => {
    notices.push(notice);
  },
});

afterEach(() => {
  notices = [];
});

/** A program that is measured by the thread. */
async function measuredByThread(tracker: MemoryTracker): Promise<void> {
  tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
  await until(() => tracker.status().thread === 'own');
}

const samplesOf = (tracker: MemoryTracker, id = ID): number =>
  tracker.measurementOf(id)?.samples ?? 0;

const describeOnLinux = collectorChain(process.platform).collectors.includes('procfs')
  ? describe
  : describe.skip;

describeOnLinux('the sampling thread', () => {
  it('goes on while the main thread is busy, and its measurements can be read meanwhile', async () => {
    const tracker = newTracker();
    await measuredByThread(tracker);
    const before = samplesOf(tracker);
    // Never returns to the event loop. The limit only ends a test that has failed.
    for (const end = Date.now() + 20_000; samplesOf(tracker) < before + 5 && Date.now() < end;);
    expect(samplesOf(tracker)).toBeGreaterThanOrEqual(before + 5);
  });

  it('samples at once when asked to', async () => {
    const tracker = newTracker({ intervalMs: 1e9 });
    await measuredByThread(tracker);
    const before = samplesOf(tracker);
    // Asked again: it may be that nobody let the thread run for as long as it is waited for.
    for (let i = 0; i < 1000 && samplesOf(tracker) === before; i++) {
      tracker.sampleNow();
    }
    expect(samplesOf(tracker)).toBeGreaterThan(before);
  });

  it('hands over every sample with its time, before anything is answered', async () => {
    const samples: { id: string; bytes: number; at: number }[] = [];
    const start = Date.now();
    const tracker = newTracker({
      onSample: (id, bytes, at) => {
        samples.push({ id, bytes, at });
      },
    });
    await measuredByThread(tracker);
    await untilSeen(tracker, ID);
    const measurement = tracker.measurementOf(ID);
    expect(samples.length).toBeGreaterThanOrEqual(measurement?.samples ?? Infinity);
    expect(new Set(samples.map(({ id }) => id))).toEqual(new Set([ID]));
    expect(Math.min(...samples.map(({ bytes }) => bytes))).toBeGreaterThan(0);
    const times = samples.map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThan(start - 50);
    expect(Math.max(...times)).toBeLessThan(Date.now() + 50);
  });

  it('hands over samples in the order of time, also while both threads sample', async () => {
    const times: number[] = [];
    const tracker = newTracker({
      onSample: (_id, _bytes, at) => {
        times.push(at);
      },
    });
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    // Busy, as nx is then: the thread begins at some moment of this.
    for (
      const end = Date.now() + 20_000;
      tracker.status().thread !== 'own' && Date.now() < end;
      await new Promise((resolve) => setImmediate(resolve))
    ) {
      tracker.sampleNow();
    }
    expect(tracker.status().thread).toBe('own');
    // Each thread knows the time of the system within a millisecond or two.
    const back = times.map((at, i) => (times[i - 1] ?? at) - at);
    expect(Math.max(...back)).toBeLessThan(3);
  });

  it('keeps many ids apart', async () => {
    const tracker = newTracker();
    await measuredByThread(tracker);
    const large = programs.start('hold', { megabytes: 100 });
    await large.says('holding');
    const small = programs.start('hold', { megabytes: 0 });
    const ids = Array.from({ length: 200 }, (_, i) => `task ${i}`);
    ids.forEach((id, i) => {
      tracker.startTracking(id, i % 2 === 0 ? large.pid : small.pid);
    });
    for (const id of ids) {
      await until(() => samplesOf(tracker, id) >= 3);
    }
    ids.forEach((id, i) => {
      const peak = tracker.stopTracking(id) ?? 0;
      expect(peak > 100 * MB).toBe(i % 2 === 0);
    });
  });

  it('knows descendants whose parents ended before it began', async () => {
    const tracker = newTracker();
    const program = programs.start('leave-behind', { megabytes: 100 });
    tracker.startTracking(ID, program.pid);
    await program.says(/child (\d+);/);
    await program.says('holding');
    await untilSeen(tracker, ID);
    await program.end();
    await until(() => tracker.status().thread === 'own');
    await untilSeen(tracker, ID);
    expect(tracker.currentOf(ID)).toBeGreaterThan(100 * MB);
  });

  it.each(['end', 'exit'] as const)(
    'holds no process that leaves its tracker as it is (%s)',
    async (how) => {
      const program = programs.start('leave-tracker', { file: join(DIST, 'index.js'), how });
      await program.says('own');
      expect(await program.ended()).toBe(0);
    },
  );

  it('does not load what the user preloads into node', async () => {
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--require ./no-such-file.cjs';
    try {
      const tracker = newTracker();
      tracker.startTracking(ID, process.pid);
      await until(() => tracker.status().thread === 'own');
    } finally {
      if (before === undefined) {
        delete process.env['NODE_OPTIONS'];
      } else {
        process.env['NODE_OPTIONS'] = before;
      }
    }
  });
});

describeOnLinux('the main thread', () => {
  it('samples when the sampling thread cannot be started, and says so', async () => {
    const tracker = newTracker({}, { workerFile: join(PROGRAMS, 'no-such-file.cjs') });
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await until(() => notices.length > 0);
    await untilSeen(tracker, ID);
    expect(notices).toMatchObject([{ kind: 'thread-lost' }]);
    expect(notices[0]?.message).toContain('no-such-file.cjs');
    expect(tracker.status()).toMatchObject({ thread: 'main', collector: 'procfs', givenUp: [] });
  });

  it('samples all processes that were known once the sampling thread died', async () => {
    const tracker = newTracker(
      { listProcesses: true },
      { workerFile: join(PROGRAMS, 'dying-thread.cjs') },
    );
    const program = programs.start('leave-behind', { megabytes: 100 });
    tracker.startTracking(ID, program.pid);
    await until(() => tracker.status().thread === 'own');
    await program.says('holding');
    tracker.startTracking('second', program.pid);
    await until(() => tracker.status().thread === 'main');
    await untilSeen(tracker, ID);
    await untilSeen(tracker, 'second');
    expect(notices).toMatchObject([{ kind: 'thread-lost', reason: 'died on purpose' }]);
    // The child started while nobody sampled.
    expect(tracker.peakOf(ID)).toBeGreaterThan(100 * MB);
    expect(tracker.peakOf('second')).toBeGreaterThan(100 * MB);
    expect(tracker.processesAtPeak(ID)?.processes[0]?.bytes).toBeGreaterThan(100 * MB);
  });
});
