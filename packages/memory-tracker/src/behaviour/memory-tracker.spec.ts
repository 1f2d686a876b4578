import type { MemoryTracker } from '../memory-tracker';
import type { TrackerParts } from '../options';
import { collectorChain } from '../collectors/collector-chain';
import { isBuiltIn, type BuiltInCollectorName } from '../collectors/collector-names';
import { probeCollector } from '../collectors/probe-collector';
import { expectWithin5Percent } from '../testing/expect-peak';
import type { Program } from '../testing/programs';
import { MAIN_THREAD, OWN_THREAD, withTrackers } from '../testing/trackers';
import { untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers({ intervalMs: 100 });

/** The peak in MB once the program holds all it is going to hold. */
async function peakWhenHolding(tracker: MemoryTracker, ...started: Program[]): Promise<number> {
  for (const program of started) {
    tracker.startTracking(ID, program.pid);
  }
  await Promise.all(started.map((program) => program.says('holding')));
  await untilSeen(tracker, ID);
  const peak = (tracker.stopTracking(ID) ?? 0) / MB;
  programs.killAll();
  return peak;
}

const ways = collectorChain(process.platform)
  .collectors.filter(isBuiltIn)
  .flatMap((collector): [BuiltInCollectorName, string, TrackerParts][] => [
    ...(collector === 'procfs'
      ? ([[collector, 'in a thread of its own', OWN_THREAD]] as [
          BuiltInCollectorName,
          string,
          TrackerParts,
        ][])
      : []),
    [collector, 'on the main thread', MAIN_THREAD],
  ]);

describe.each(ways)('MemoryTracker with %s, %s', (collector, _where, parts) => {
  // Loads what the collector needs, so that no short task is over before that.
  beforeAll(() => probeCollector(collector));

  const measured = (...started: Program[]): Promise<number> =>
    peakWhenHolding(newTracker({ collector }, parts), ...started);

  it('measures a single process', async () => {
    const baseline = await measured(programs.start('hold', { megabytes: 0 }));
    expectWithin5Percent(await measured(programs.start('hold', { megabytes: 200 })), 200, baseline);
  });

  it('measures the sum of a process and its children', async () => {
    const baseline = await measured(
      programs.start('family', { megabytes: 0, children: 3, megabytesEach: 0 }),
    );
    expectWithin5Percent(
      await measured(programs.start('family', { megabytes: 50, children: 3, megabytesEach: 60 })),
      230,
      baseline,
    );
  });

  it('measures the sum of several roots of one id that run at once', async () => {
    const baseline = await measured(
      programs.start('hold', { megabytes: 0 }),
      programs.start('hold', { megabytes: 0 }),
    );
    const peak = await measured(
      programs.start('hold', { megabytes: 80 }),
      programs.start('hold', { megabytes: 120 }),
    );
    expectWithin5Percent(peak, 200, baseline);
  });

  it('measures the largest of several roots of one id that run one after another', async () => {
    const baseline = await measured(programs.start('hold', { megabytes: 0 }));
    const tracker = newTracker({ collector }, parts);
    for (const mb of [60, 150, 30]) {
      const program = programs.start('hold', { megabytes: mb });
      tracker.startTracking(ID, program.pid);
      await program.says('holding');
      await untilSeen(tracker, ID);
      await program.end();
    }
    expectWithin5Percent((tracker.stopTracking(ID) ?? 0) / MB, 150, baseline);
  });

  it('does not add up children that run one after another', async () => {
    const run = async (mb: number): Promise<number> => {
      const tracker = newTracker({ collector }, parts);
      const program = programs.start('one-by-one', { children: 5, megabytesEach: mb, msEach: 600 });
      tracker.startTracking(ID, program.pid);
      await program.ended();
      return (tracker.stopTracking(ID) ?? 0) / MB;
    };
    const baseline = await run(0);
    expectWithin5Percent(await run(150), 150, baseline);
  });

  it('counts a process once that is in the tree of two roots of the same id', async () => {
    const baseline = await measured(programs.start('leave-behind', { megabytes: 0 }));
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', { megabytes: 200 });
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    tracker.startTracking(ID, Number(child));
    await program.says('holding');
    await untilSeen(tracker, ID);
    expectWithin5Percent((tracker.stopTracking(ID) ?? 0) / MB, 200, baseline);
  });

  it('has a measurement for a task of 100 ms', async () => {
    const tracker = newTracker({ collector, intervalMs: 500 }, parts);
    const program = programs.start('hold-for', { megabytes: 0, ms: 100 });
    tracker.startTracking(ID, program.pid);
    await program.ended();
    expect(tracker.stopTracking(ID)).toBeGreaterThan(0);
  });

  it('goes on counting a descendant whose parents are gone', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', { megabytes: 10, moreMegabytes: 200 });
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    await program.says('holding');
    await untilSeen(tracker, ID);
    await program.end();
    await untilSeen(tracker, ID);
    process.kill(Number(child), 'SIGUSR2');
    await program.says('grown');
    await untilSeen(tracker, ID);
    // The orphan alone, without the parent it began with: 200 MB are known to the last one or so.
    const peak = (tracker.stopTracking(ID) ?? 0) / MB;
    programs.killAll();
    expectWithin5Percent(peak, 210, await measured(programs.start('hold', { megabytes: 0 })));
  });

  it('measures a process for each of the ids it belongs to', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', { megabytes: 100 });
    const [, child] = await program.says(/child (\d+);/);
    await program.says('holding');
    tracker.startTracking('outer', program.pid);
    tracker.startTracking('inner', Number(child));
    await untilSeen(tracker, 'outer');
    await untilSeen(tracker, 'inner');
    const [outer, inner] = [tracker.peakOf('outer') ?? 0, tracker.peakOf('inner') ?? 0];
    expect(inner).toBeGreaterThan(100 * MB);
    expect(outer).toBeGreaterThan(inner);
  });

  it('freezes the measurement of an id that was stopped', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('hold', { megabytes: 10, moreMegabytes: 200 });
    tracker.startTracking(ID, program.pid);
    tracker.startTracking('other', program.pid);
    await program.says('holding');
    await untilSeen(tracker, ID);
    const peak = tracker.stopTracking(ID);
    const measurement = tracker.measurementOf(ID);
    expect(measurement?.peakRss).toBe(peak);
    process.kill(program.pid, 'SIGUSR2');
    await program.says('grown');
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, 'other');
    expect(tracker.measurementOf(ID)).toEqual(measurement);
    expect(tracker.peakOf('other')).toBeGreaterThan(200 * MB);
  });

  it('measures a forgotten id anew', async () => {
    const tracker = newTracker({ collector }, parts);
    const large = programs.start('hold', { megabytes: 200 });
    tracker.startTracking(ID, large.pid);
    await large.says('holding');
    await untilSeen(tracker, ID);
    tracker.stopTracking(ID);
    tracker.forget(ID);
    expect(tracker.peakOf(ID)).toBeUndefined();
    const small = programs.start('hold', { megabytes: 0 });
    tracker.startTracking(ID, small.pid);
    await small.says('holding');
    await untilSeen(tracker, ID);
    expect(tracker.peakOf(ID)).toBeLessThan(200 * MB);
  });

  it('has no measurement, rather than 0, for a process that was gone before it could be seen', async () => {
    const tracker = newTracker({ collector }, parts);
    const dead = programs.start('hold-for', { megabytes: 0, ms: 0 });
    await dead.ended();
    tracker.startTracking(ID, dead.pid);
    const other = programs.start('hold', { megabytes: 0 });
    tracker.startTracking('other', other.pid);
    await untilSeen(tracker, 'other');
    expect(tracker.peakOf(ID)).toBeUndefined();
    expect(tracker.measurementOf(ID)).toBeUndefined();
    expect(tracker.stopTracking(ID)).toBeUndefined();
  });

  it('says how a measurement was got', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('hold', { megabytes: 0 });
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, ID);
    expect(tracker.measurementOf(ID)).toMatchObject({ collector });
    expect(['rss', 'rss+hwm']).toContain(tracker.measurementOf(ID)?.method);
    expect(tracker.status()).toMatchObject({ collector, givenUp: [], baseIntervalMs: 100 });
  });

  it('keeps measurements readable and measures nothing more once disposed', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('hold', { megabytes: 0 });
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, ID);
    tracker.dispose();
    const measurement = tracker.measurementOf(ID);
    expect(measurement?.peakRss).toBeGreaterThan(0);
    tracker.startTracking('late', program.pid);
    const other = newTracker({ collector }, parts);
    other.startTracking(ID, program.pid);
    await untilSeen(other, ID);
    expect(tracker.measurementOf(ID)).toEqual(measurement);
    expect(tracker.peakOf('late')).toBeUndefined();
  });

  it("holds no process open: all its timers are unref'd", async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    try {
      const tracker = newTracker({ collector }, parts);
      const program = programs.start('hold', { megabytes: 0 });
      tracker.startTracking(ID, program.pid);
      await untilSeen(tracker, ID);
      const set = timers.mock.results.map(({ value }) => value as NodeJS.Timeout);
      expect(set.length).toBeGreaterThan(0);
      expect(set.filter((timer) => timer.hasRef())).toEqual([]);
    } finally {
      timers.mockRestore();
    }
  });
});

describe('MemoryTracker', () => {
  const collectors = collectorChain(process.platform).collectors;
  const itWithTwoCollectors = collectors.length === 2 ? it : it.skip;

  itWithTwoCollectors('measures the same tree alike with both collectors', async () => {
    const program = programs.start('family', { megabytes: 50, children: 2, megabytesEach: 50 });
    await program.says('holding');
    const peaks = await Promise.all(
      collectors.map(async (collector) => {
        const tracker = newTracker({ collector });
        tracker.startTracking(ID, program.pid);
        await untilSeen(tracker, ID);
        return tracker.stopTracking(ID) ?? 0;
      }),
    );
    expect(Math.min(...peaks)).toBeGreaterThan(150 * MB);
    expect(Math.max(...peaks) / Math.min(...peaks)).toBeLessThan(1.05);
  });
});
