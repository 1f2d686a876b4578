import { expectWithin5Percent } from '../testing/expect-peak';
import { withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers({ intervalMs: 100 });

describe('MemoryTracker', () => {
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itOnLinux('has a measurement the moment a process is registered', () => {
    const tracker = newTracker({});
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    expect(tracker.measurementOf(ID)).toMatchObject({ samples: 1, collector: 'procfs' });
    expect(tracker.stopTracking(ID)).toBeGreaterThan(0);
  });

  itOnLinux('does not count a large process twice that starts others', async () => {
    const run = async (mb: number): Promise<number> => {
      const tracker = newTracker({ intervalMs: 20 });
      const program = programs.start('slow-exec', { megabytes: mb });
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
      const program = programs.start('fork-server', { megabytes: mb });
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
});
