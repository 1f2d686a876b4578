import { combined, emptyPart } from './peak-state';
import { emptyReading, type Reading } from './reading';
import { Tally } from './peak-accumulator';

function reading(change: Partial<Reading> & { rss: number }): Reading {
  return { ...emptyReading(), marked: change.rss, processes: 1, ...change };
}

function tallyOf(...readings: (Partial<Reading> & { rss: number })[]): Tally {
  const tally = new Tally();
  tally.registered(0);
  readings.forEach((change, i) => tally.record(reading(change), i * 100, 'procfs'));
  return tally;
}

describe('Tally', () => {
  it('keeps the largest of all samples', () => {
    expect(tallyOf({ rss: 10 }, { rss: 30 }, { rss: 20 }).part).toMatchObject({
      peakRss: 30,
      peakMarked: 0,
      samples: 3,
      lastRss: 20,
    });
  });

  it('takes the sum with high-water marks where that is larger, and says so', () => {
    expect(tallyOf({ rss: 10, marked: 600 }, { rss: 50 }).part).toMatchObject({
      peakRss: 600,
      peakMarked: 1,
    });
    expect(tallyOf({ rss: 10, marked: 600 }, { rss: 700 }).part).toMatchObject({
      peakRss: 700,
      peakMarked: 0,
    });
  });

  it('takes nothing for no sample, rather than for 0 bytes', () => {
    expect(tallyOf({ rss: 0 }).part.samples).toBe(0);
    expect(tallyOf({ rss: 10 }, { rss: 0 }).part).toMatchObject({ samples: 1, goneAt: 100 });
  });

  it('keeps each peak at its own time', () => {
    const { part } = tallyOf(
      { rss: 10, unique: 9, swap: 5, processes: 4 },
      { rss: 20, unique: 5, swap: Number.NaN },
    );
    expect(part).toMatchObject({ peakRss: 20, peakUnique: 9, swapPeak: 5, maxProcesses: 4 });
  });

  it('keeps CPU time also when all processes are gone, and never less than before', () => {
    expect(tallyOf({ rss: 10, cpuSeconds: 2 }, { rss: 10, cpuSeconds: 1 }).part.cpuSeconds).toBe(2);
    expect(tallyOf({ rss: 10, cpuSeconds: 2 }, { rss: 0, cpuSeconds: 3 }).part.cpuSeconds).toBe(3);
  });

  it('knows a peak that the processes listed before do not explain', () => {
    const tally = tallyOf({ rss: 100 });
    expect(tally.isUnexplained).toBe(true);
    tally.explained();
    const unexplainedAt = [50, 100, 101, 103, 104, 104].map((rss) => {
      tally.record(reading({ rss }), 100, 'procfs');
      return tally.isUnexplained;
    });
    expect(unexplainedAt).toEqual([false, false, false, false, true, true]);
    tally.explained();
    expect(tally.isUnexplained).toBe(false);
  });

  it('remembers growth for a while: it comes in steps', () => {
    const tally = tallyOf({ rss: 100 }, { rss: 300 });
    expect(tally).toMatchObject({ growth: 2, rememberedGrowth: 2 });
    tally.record(reading({ rss: 300 }), 300, 'procfs');
    expect(tally.growth).toBe(0);
    expect(tally.rememberedGrowth).toBeCloseTo(1);
    tally.record(reading({ rss: 300 }), 5000, 'procfs');
    expect(tally.rememberedGrowth).toBeLessThan(0.01);
  });
});

describe('the parts of two threads', () => {
  it('are one figure: the larger peaks, and all samples', () => {
    const [first, second] = [tallyOf({ rss: 50 }, { rss: 40 }), tallyOf({ rss: 45, swap: 3 })];
    second.part.lastAt = 900;
    expect(combined(first.part, second.part)).toMatchObject({
      peakRss: 50,
      samples: 3,
      swapPeak: 3,
      firstAt: 0,
      lastAt: 900,
      lastRss: 45,
    });
  });

  it('are the one that has samples, when the other has none', () => {
    const { part } = tallyOf({ rss: 50 });
    expect(combined(part, emptyPart())).toBe(part);
    expect(combined(emptyPart(), part)).toEqual(part);
  });
});
