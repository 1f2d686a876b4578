import { mergePeaks, emptyPeakState } from './peak-state';
import { emptyReading, type Reading } from './reading';
import { PeakAccumulator } from './peak-accumulator';

function reading(change: Partial<Reading> & { rss: number }): Reading {
  return { ...emptyReading(), rssWithHwm: change.rss, processes: 1, ...change };
}

function accumulatorOf(...readings: (Partial<Reading> & { rss: number })[]): PeakAccumulator {
  const accumulator = new PeakAccumulator();
  accumulator.registered(0);
  readings.forEach((change, i) => accumulator.record(reading(change), i * 100, 'procfs'));
  return accumulator;
}

describe('PeakAccumulator', () => {
  it('keeps the largest of all samples', () => {
    expect(accumulatorOf({ rss: 10 }, { rss: 30 }, { rss: 20 }).state).toMatchObject({
      peakRss: 30,
      peakFromHwm: 0,
      samples: 3,
      lastRss: 20,
    });
  });

  it('takes the sum with high-water marks where that is larger, and says so', () => {
    expect(accumulatorOf({ rss: 10, rssWithHwm: 600 }, { rss: 50 }).state).toMatchObject({
      peakRss: 600,
      peakFromHwm: 1,
    });
    expect(accumulatorOf({ rss: 10, rssWithHwm: 600 }, { rss: 700 }).state).toMatchObject({
      peakRss: 700,
      peakFromHwm: 0,
    });
  });

  it('takes nothing for no sample, rather than for 0 bytes', () => {
    expect(accumulatorOf({ rss: 0 }).state.samples).toBe(0);
    expect(accumulatorOf({ rss: 10 }, { rss: 0 }).state).toMatchObject({ samples: 1, goneAt: 100 });
  });

  it('keeps each peak at its own time', () => {
    const { state } = accumulatorOf(
      { rss: 10, unique: 9, swap: 5, processes: 4 },
      { rss: 20, unique: 5, swap: Number.NaN },
    );
    expect(state).toMatchObject({ peakRss: 20, peakUnique: 9, swapPeak: 5, maxProcesses: 4 });
  });

  it('keeps CPU time also when all processes are gone, and never less than before', () => {
    expect(
      accumulatorOf({ rss: 10, cpuSeconds: 2 }, { rss: 10, cpuSeconds: 1 }).state.cpuSeconds,
    ).toBe(2);
    expect(
      accumulatorOf({ rss: 10, cpuSeconds: 2 }, { rss: 0, cpuSeconds: 3 }).state.cpuSeconds,
    ).toBe(3);
  });

  it('knows a peak that the processes listed before do not explain', () => {
    const accumulator = accumulatorOf({ rss: 100 });
    expect(accumulator.isUnexplained).toBe(true);
    accumulator.explained();
    const unexplainedAt = [50, 100, 101, 103, 104, 104].map((rss) => {
      accumulator.record(reading({ rss }), 100, 'procfs');
      return accumulator.isUnexplained;
    });
    expect(unexplainedAt).toEqual([false, false, false, false, true, true]);
    accumulator.explained();
    expect(accumulator.isUnexplained).toBe(false);
  });

  it('remembers growth for a while: it comes in steps', () => {
    const accumulator = accumulatorOf({ rss: 100 }, { rss: 300 });
    expect(accumulator).toMatchObject({ growth: 2, rememberedGrowth: 2 });
    accumulator.record(reading({ rss: 300 }), 300, 'procfs');
    expect(accumulator.growth).toBe(0);
    expect(accumulator.rememberedGrowth).toBeCloseTo(1);
    accumulator.record(reading({ rss: 300 }), 5000, 'procfs');
    expect(accumulator.rememberedGrowth).toBeLessThan(0.01);
  });
});

describe('the parts of two threads', () => {
  it('are one measurement: the larger peaks, and all samples', () => {
    const [first, second] = [
      accumulatorOf({ rss: 50 }, { rss: 40 }),
      accumulatorOf({ rss: 45, swap: 3 }),
    ];
    second.state.lastAt = 900;
    expect(mergePeaks(first.state, second.state)).toMatchObject({
      peakRss: 50,
      samples: 3,
      swapPeak: 3,
      firstAt: 0,
      lastAt: 900,
      lastRss: 45,
    });
  });

  it('are the one that has samples, when the other has none', () => {
    const { state } = accumulatorOf({ rss: 50 });
    expect(mergePeaks(state, emptyPeakState())).toBe(state);
    expect(mergePeaks(emptyPeakState(), state)).toEqual(state);
  });
});
