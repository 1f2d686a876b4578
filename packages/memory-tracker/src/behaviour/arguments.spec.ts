import { MemoryTracker } from '../memory-tracker';
import type { MemoryTrackerOptions } from '../options';
import { withTrackers } from '../testing/trackers';
import { untilSeen } from '../testing/until';

const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers({ intervalMs: 100 });

describe('MemoryTracker', () => {
  it.each([9, 0, -500, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses an interval of %d ms, naming it',
    (intervalMs) => {
      expect(() => new MemoryTracker({ intervalMs })).toThrow(RangeError);
      expect(() => new MemoryTracker({ intervalMs })).toThrow(String(intervalMs));
    },
  );

  it.each([10, 1e12])('accepts an interval of %d ms', async (intervalMs) => {
    const tracker = newTracker({ intervalMs });
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
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
