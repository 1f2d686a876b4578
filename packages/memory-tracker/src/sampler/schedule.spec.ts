import {
  EARLY_TICKS_MS,
  growthGap,
  nextTickAt,
  regularGap,
  stillEarly,
  type ScheduleInput,
} from './schedule';

const calm: ScheduleInput = {
  now: 1000,
  intervalMs: 500,
  liveSince: 0,
  registrations: [],
  lastTick: { startedAt: 900, costMs: 1 },
};

const peekedAt = (at: number) => ({ at, peeked: true });
const unseenAt = (at: number) => ({ at, peeked: false });

/** The times of all samples of `costMs` each, from the registrations until `end`. */
function samplesUntil(end: number, input: ScheduleInput, costMs: number): number[] {
  const times: number[] = [];
  for (let { now, lastTick } = input; ; now += costMs) {
    const startedAt = nextTickAt({ ...input, now, lastTick });
    if (startedAt > end) {
      return times;
    }
    times.push(startedAt);
    lastTick = { startedAt, costMs };
    now = startedAt;
  }
}

describe('nextTickAt', () => {
  it('samples again one interval after the last sample began', () => {
    expect(nextTickAt(calm)).toBe(1400);
  });

  it('samples now when that time has passed', () => {
    expect(nextTickAt({ ...calm, now: 2000 })).toBe(2000);
  });

  it('does not count idle time: the interval begins when there is something to sample', () => {
    expect(nextTickAt({ ...calm, now: 90_000, liveSince: 90_000 })).toBe(90_500);
  });

  it('samples at once for a root that was never seen', () => {
    expect(nextTickAt({ ...calm, registrations: [unseenAt(1000)] })).toBe(1000);
    expect(nextTickAt({ ...calm, registrations: [unseenAt(1000)], lastTick: undefined })).toBe(
      1000,
    );
  });

  it('does so even right after an expensive sample, which could not see it', () => {
    const lastTick = { startedAt: 900, costMs: 99 };
    expect(nextTickAt({ ...calm, registrations: [unseenAt(950)], lastTick })).toBe(1000);
  });

  it('samples densely in the first half second after a root was registered, then every interval', () => {
    const input = {
      ...calm,
      liveSince: 1000,
      registrations: [peekedAt(1000)],
      lastTick: undefined,
    };
    expect(samplesUntil(2400, input, 0.5)).toEqual([
      1010, 1020, 1040, 1080, 1120, 1160, 1200, 1250, 1300, 1350, 1400, 1450, 1500, 2000,
    ]);
  });

  it('serves the early samples of several roots with the same samples', () => {
    const registrations = [peekedAt(1000), peekedAt(1000), peekedAt(1005)];
    const input = { ...calm, liveSince: 1000, registrations, lastTick: undefined };
    expect(samplesUntil(1045, input, 0.1)).toEqual([1010, 1015, 1020, 1025, 1040, 1045]);
  });

  it('does not make up for early samples it was too late for', () => {
    const registrations = [peekedAt(1000)];
    const lastTick = { startedAt: 1100, costMs: 1 };
    expect(nextTickAt({ ...calm, now: 1101, registrations, lastTick })).toBe(1120);
  });

  it('keeps early samples ten times the cost of the last one apart', () => {
    const registrations = [peekedAt(900)];
    const lastTick = { startedAt: 910, costMs: 20 };
    expect(nextTickAt({ ...calm, now: 930, registrations, lastTick })).toBe(1110);
  });

  it('never waits longer than the interval for that', () => {
    const registrations = [peekedAt(900)];
    const lastTick = { startedAt: 910, costMs: 200 };
    expect(nextTickAt({ ...calm, now: 1110, registrations, lastTick })).toBe(1410);
  });
});

describe('sampling a sum that grows', () => {
  const MB = 1024 * 1024;

  const still = { growth: 0, rememberedGrowth: 0 };
  const growing = { growth: MB, rememberedGrowth: MB };
  const between = { growth: 0, rememberedGrowth: MB };
  const atPeak = { peak: 100 * MB, rss: 100 * MB };

  it('come before it can exceed the known peak by 1 %', () => {
    // 100 MB below the peak and 1 MB of tolerance, at 1 MB per millisecond.
    expect(growthGap({ peak: 100 * MB, rss: 0, ...growing }, 0.1)).toBeCloseTo(101);
    expect(growthGap({ peak: 5000 * MB, rss: 5000 * MB, ...growing }, 0.1)).toBeCloseTo(50);
  });

  it('come before it can do so by another burst like the last one', () => {
    expect(growthGap({ peak: 100 * MB, rss: 0, ...between }, 0.1)).toBeCloseTo(101);
  });

  it('are not closer than 15 ms, and 30 ms between two bursts', () => {
    expect(growthGap({ ...atPeak, ...growing }, 0.1)).toBe(15);
    expect(growthGap({ ...atPeak, ...between }, 0.1)).toBe(30);
  });

  it('take no more than 2 % of the time', () => {
    expect(growthGap({ ...atPeak, ...growing }, 1)).toBe(50);
  });

  it('are no different while it does not grow, nor did lately', () => {
    expect(growthGap({ ...atPeak, ...still }, 0.1)).toBe(Infinity);
    expect(growthGap({ ...atPeak, growth: -MB, rememberedGrowth: 0 }, 0.1)).toBe(Infinity);
  });

  it('are taken before the interval is over, but no more often than their cost allows', () => {
    expect(nextTickAt({ ...calm, growthGapMs: 120 })).toBe(1020);
    expect(nextTickAt({ ...calm, growthGapMs: 900 })).toBe(1400);
    const expensive = { startedAt: 900, costMs: 20 };
    expect(nextTickAt({ ...calm, growthGapMs: 15, lastTick: expensive })).toBe(1100);
  });
});

describe('regularGap', () => {
  it('is the interval that was asked for where a sample costs a program', () => {
    expect(regularGap(500, false, 0)).toBe(500);
  });

  it('is a tenth of a second where a sample is nearly free, and never longer than asked for', () => {
    expect(regularGap(500, true, 0.5)).toBe(100);
    expect(regularGap(50, true, 0.5)).toBe(50);
  });

  it('grows up to the interval where samples would take more than 2 % of the time', () => {
    expect(regularGap(500, true, 4)).toBe(200);
    expect(regularGap(500, true, 40)).toBe(500);
  });
});

describe('stillEarly', () => {
  it('drops a registration once its last early sample has been taken', () => {
    const last = EARLY_TICKS_MS.at(-1) ?? 0;
    expect(stillEarly([peekedAt(1000)], 1000 + last - 1)).toHaveLength(1);
    expect(stillEarly([peekedAt(1000)], 1000 + last)).toHaveLength(0);
  });
});
