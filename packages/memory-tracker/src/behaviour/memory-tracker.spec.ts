import { MemoryTracker } from '../memory-tracker';
import type { MemoryTrackerOptions, TrackerParts } from '../options';
import { collectorChain } from '../collectors/collector-chain';
import { isBuiltIn, type BuiltInCollectorName } from '../collectors/collector-names';
import { probeCollector } from '../collectors/probe-collector';
import { Programs, type Program } from '../testing/programs';
import { MAIN_THREAD, OWN_THREAD, Trackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const ID = 'app:build';

jest.setTimeout(60_000);

const programs = new Programs();
const trackers = new Trackers();

function newTracker(options: MemoryTrackerOptions, parts = OWN_THREAD): MemoryTracker {
  return trackers.make({ intervalMs: 100, ...options }, parts);
}

afterEach(() => {
  trackers.disposeAll();
  programs.killAll();
});

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

/** Asserts a measurement, given what the same programs hold when they hold nothing. Both in MB. */
function expectWithin5Percent(peak: number, known: number, baseline: number): void {
  expect(Math.abs(peak - baseline - known)).toBeLessThan(0.05 * known);
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
    const baseline = await measured(programs.start('hold', 0));
    expectWithin5Percent(await measured(programs.start('hold', 200)), 200, baseline);
  });

  it('measures the sum of a process and its children', async () => {
    const baseline = await measured(programs.start('family', 0, 3, 0));
    expectWithin5Percent(await measured(programs.start('family', 50, 3, 60)), 230, baseline);
  });

  it('measures the sum of several roots of one id that run at once', async () => {
    const baseline = await measured(programs.start('hold', 0), programs.start('hold', 0));
    const peak = await measured(programs.start('hold', 80), programs.start('hold', 120));
    expectWithin5Percent(peak, 200, baseline);
  });

  it('measures the largest of several roots of one id that run one after another', async () => {
    const baseline = await measured(programs.start('hold', 0));
    const tracker = newTracker({ collector }, parts);
    for (const mb of [60, 150, 30]) {
      const program = programs.start('hold', mb);
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
      const program = programs.start('one-by-one', 5, mb, 600);
      tracker.startTracking(ID, program.pid);
      await program.ended();
      return (tracker.stopTracking(ID) ?? 0) / MB;
    };
    const baseline = await run(0);
    expectWithin5Percent(await run(150), 150, baseline);
  });

  it('counts a process once that is in the tree of two roots of the same id', async () => {
    const baseline = await measured(programs.start('leave-behind', 0, 0));
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', 200, 0);
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    tracker.startTracking(ID, Number(child));
    await program.says('holding');
    await untilSeen(tracker, ID);
    expectWithin5Percent((tracker.stopTracking(ID) ?? 0) / MB, 200, baseline);
  });

  it('has a measurement for a task of 100 ms', async () => {
    const tracker = newTracker({ collector, intervalMs: 500 }, parts);
    const program = programs.start('hold-for', 0, 100);
    tracker.startTracking(ID, program.pid);
    await program.ended();
    expect(tracker.stopTracking(ID)).toBeGreaterThan(0);
  });

  it('goes on counting a descendant whose parents are gone', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', 10, 200);
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
    expectWithin5Percent(peak, 210, await measured(programs.start('hold', 0)));
  });

  it('measures a process for each of the ids it belongs to', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('leave-behind', 100, 0);
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
    const program = programs.start('hold', 10, 200);
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
    const large = programs.start('hold', 200);
    tracker.startTracking(ID, large.pid);
    await large.says('holding');
    await untilSeen(tracker, ID);
    tracker.stopTracking(ID);
    tracker.forget(ID);
    expect(tracker.peakOf(ID)).toBeUndefined();
    const small = programs.start('hold', 0);
    tracker.startTracking(ID, small.pid);
    await small.says('holding');
    await untilSeen(tracker, ID);
    expect(tracker.peakOf(ID)).toBeLessThan(200 * MB);
  });

  it('has no measurement, rather than 0, for a process that was gone before it could be seen', async () => {
    const tracker = newTracker({ collector }, parts);
    const dead = programs.start('hold-for', 0, 0);
    await dead.ended();
    tracker.startTracking(ID, dead.pid);
    const other = programs.start('hold', 0);
    tracker.startTracking('other', other.pid);
    await untilSeen(tracker, 'other');
    expect(tracker.peakOf(ID)).toBeUndefined();
    expect(tracker.measurementOf(ID)).toBeUndefined();
    expect(tracker.stopTracking(ID)).toBeUndefined();
  });

  it('says how a measurement was got', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('hold', 0);
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, ID);
    expect(tracker.measurementOf(ID)).toMatchObject({ collector });
    expect(['rss', 'rss+hwm']).toContain(tracker.measurementOf(ID)?.method);
    expect(tracker.status()).toMatchObject({ collector, givenUp: [], baseIntervalMs: 100 });
  });

  it('keeps measurements readable and measures nothing more once disposed', async () => {
    const tracker = newTracker({ collector }, parts);
    const program = programs.start('hold', 0);
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
      const program = programs.start('hold', 0);
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
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itWithTwoCollectors('measures the same tree alike with both collectors', async () => {
    const program = programs.start('family', 50, 2, 50);
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

  itOnLinux('has a measurement the moment a process is registered', () => {
    const tracker = newTracker({});
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    expect(tracker.measurementOf(ID)).toMatchObject({ samples: 1, collector: 'procfs' });
    expect(tracker.stopTracking(ID)).toBeGreaterThan(0);
  });

  itOnLinux('does not count a large process twice that starts others', async () => {
    const run = async (mb: number): Promise<number> => {
      const tracker = newTracker({ intervalMs: 20 });
      const program = programs.start('slow-exec', mb);
      tracker.startTracking(ID, program.pid);
      await program.ended();
      return (tracker.stopTracking(ID) ?? 0) / MB;
    };
    const baseline = await run(0);
    expectWithin5Percent(await run(300), 300, baseline);
  });

  itOnLinux('counts a worker that was forked and never calls exec()', async () => {
    const run = async (mb: number): Promise<number> => {
      const tracker = newTracker({});
      const program = programs.start('fork-server', mb);
      tracker.startTracking(ID, program.pid);
      await program.says('holding');
      // Its age counts from when it was first seen, so more samples than one are needed.
      await until(() => (tracker.peakOf(ID) ?? 0) > mb * MB);
      await untilSeen(tracker, ID);
      const peak = (tracker.stopTracking(ID) ?? 0) / MB;
      programs.killAll();
      return peak;
    };
    const peak = await run(100);
    expect(peak).toBeGreaterThan(100);
    // Two interpreters of some 10 MB each, and 100 MB once.
    expect(peak).toBeLessThan(150);
  });

  it.each([9, 0, -500, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses an interval of %d ms, naming it',
    (intervalMs) => {
      expect(() => new MemoryTracker({ intervalMs })).toThrow(RangeError);
      expect(() => new MemoryTracker({ intervalMs })).toThrow(String(intervalMs));
    },
  );

  it.each([10, 1e12])('accepts an interval of %d ms', async (intervalMs) => {
    const tracker = newTracker({ intervalMs });
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await untilSeen(tracker, ID);
  });

  it('refuses a collector it does not know, naming it', () => {
    const options = { collector: 'guess' } as unknown as MemoryTrackerOptions;
    expect(() => new MemoryTracker(options)).toThrow('guess');
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %p as a pid, naming it', (pid) => {
    const tracker = newTracker({});
    const start = (): void => {
      tracker.startTracking(ID, pid);
    };
    expect(start).toThrow(RangeError);
    expect(start).toThrow(String(pid));
  });

  it('does not mind a pid that no process has', () => {
    const tracker = newTracker({});
    tracker.startTracking(ID, Number.MAX_SAFE_INTEGER);
    expect(tracker.stopTracking(ID)).toBeUndefined();
  });

  it('knows nothing of an id that was never tracked', () => {
    const tracker = newTracker({});
    expect(tracker.peakOf('nobody')).toBeUndefined();
    expect(tracker.stopTracking('nobody')).toBeUndefined();
    tracker.forget('nobody');
  });
});
