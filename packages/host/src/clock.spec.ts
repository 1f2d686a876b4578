import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { now, toEpoch } from './clock';

/** Lets the system's clock run on by another amount than time does, from now on. (ms) */
function setSystemTime(byMs: number): void {
  const real = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => real() + byMs);
}

function expectSystemTime(): void {
  const before = Date.now();
  const between = toEpoch(now());
  expect(between).toBeGreaterThanOrEqual(before - 3);
  expect(between).toBeLessThanOrEqual(Date.now() + 3);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the clock of all threads', () => {
  it('is the clock that hrtime shows in another thread', async () => {
    const worker = new Worker(
      'const [s, ns] = process.hrtime(); require("node:worker_threads").parentPort.postMessage(s * 1000 + ns / 1e6);',
      { eval: true },
    );
    const before = now();
    const there = await new Promise<number>((resolve) => worker.once('message', resolve));
    expect(there).toBeGreaterThan(before);
    expect(there).toBeLessThan(now());
  });

  it('keeps the order and the distance of moments that are less than a millisecond apart', () => {
    const first = now();
    const moments = Array.from({ length: 1000 }, (_, i) => first + i / 100);
    const epochs = moments.map(toEpoch);
    epochs.forEach((epoch, i) => {
      expect(epoch - (epochs[0] ?? NaN)).toBeCloseTo(i / 100, 2);
    });
  });

  it('shows what the clock of the system shows', () => {
    expectSystemTime();
  });

  it.each([
    ['put back', -3_600_000],
    ['put forward', 3_600_000],
    ['put forward by some milliseconds', 20],
  ])('follows a clock of the system that is %s', (_how, byMs) => {
    setSystemTime(byMs);
    expectSystemTime();
  });

  it('is not misled when somebody else runs between the readings of two clocks', () => {
    const expected = toEpoch(5000);
    const real = performance.now.bind(performance);
    let calls = 0;
    // The second reading of every other pair comes 30 ms late.
    jest.spyOn(performance, 'now').mockImplementation(() => real() + (++calls % 4 === 1 ? 30 : 0));
    expect(Math.abs(toEpoch(5000) - expected)).toBeLessThan(1);
  });
});
