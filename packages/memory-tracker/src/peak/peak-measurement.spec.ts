import { peakMeasurement } from './peak-measurement';
import { emptyPeakState, type PeakState } from './peak-state';

const state: PeakState = {
  ...emptyPeakState(),
  peakRss: 400,
  samples: 20,
  cpuSeconds: 3,
  registeredAt: 1000,
  firstAt: 1001,
  lastAt: 3000,
  lastRss: 300,
  lastGrowth: 0,
};

describe('peakMeasurement', () => {
  it('is none, rather than 0 bytes, without a sample', () => {
    expect(peakMeasurement({ ...state, samples: 0 }, 3010)).toBeUndefined();
  });

  it('leaves undefined what was never known', () => {
    const measurement = peakMeasurement({ ...state, cpuSeconds: Number.NaN }, 3010);
    expect(measurement).toMatchObject({ peakUnique: undefined, swapPeak: undefined });
    expect(measurement).toMatchObject({ cpuSeconds: undefined, cpuRatio: undefined });
  });

  it('says when a high-water mark is part of it', () => {
    expect(peakMeasurement(state, 3010)?.method).toBe('rss');
    expect(peakMeasurement({ ...state, peakFromHwm: 1 }, 3010)?.method).toBe('rss+hwm');
  });

  it('tells CPU time by the time it was tracked: 1.0 is one processor', () => {
    expect(peakMeasurement(state, 3010)?.cpuRatio).toBeCloseTo(1.5);
  });

  it('has no caveat when nothing speaks against it', () => {
    expect(peakMeasurement(state, 3010)?.caveats).toEqual([]);
  });

  it.each([
    ['one-sample', { samples: 1 }],
    ['sampled-late', { firstAt: 1500 }],
    ['grew-until-end', { lastRss: 390, lastGrowth: 1 }],
  ])('warns: %s', (caveat, change) => {
    expect(peakMeasurement({ ...state, ...change }, 3100)?.caveats).toEqual([caveat]);
  });

  it('does not warn of growth that would not have shown, or below the peak', () => {
    expect(peakMeasurement({ ...state, lastRss: 390, lastGrowth: 1 }, 3010)?.caveats).toEqual([]);
    expect(peakMeasurement({ ...state, lastRss: 100, lastGrowth: 1 }, 3100)?.caveats).toEqual([]);
  });

  it('takes the end from the sample that found nobody, not from when it is asked', () => {
    const ended = { ...state, lastRss: 390, lastGrowth: 1, goneAt: 3010 };
    expect(peakMeasurement(ended, 9000)?.caveats).toEqual([]);
  });
});
