import { ThrottledFile } from './throttled-file';

let now = 0;
let writes: number[] = [];
let writingTakes = 0;

beforeEach(() => {
  jest.useFakeTimers();
  [now, writes, writingTakes] = [0, [], 0];
});
afterEach(() => {
  jest.useRealTimers();
});

function throttled(): ThrottledFile {
  return new ThrottledFile({
    everyMs: 100,
    restFactor: 50,
    clock: () => now,
    write: () => {
      writes.push(now);
      now += writingTakes;
    },
  });
}

/** Time passes, and with it what the timers call. */
function pass(ms: number): void {
  now += ms;
  jest.advanceTimersByTime(ms);
}

it('writes many changes once', () => {
  const file = throttled();
  for (let change = 0; change < 300; change++) {
    file.changed();
  }
  expect(writes).toEqual([]);
  pass(100);
  expect(writes).toEqual([100]);
});

it('writes at most once in the time that it is given', () => {
  const file = throttled();
  for (let step = 0; step < 40; step++) {
    file.changed();
    pass(10);
  }
  expect(writes).toEqual([100, 200, 300, 400]);
});

it('writes nothing where nothing changes', () => {
  throttled();
  pass(10_000);
  expect(writes).toEqual([]);
});

it('writes at a change when its timer is late', () => {
  const file = throttled();
  file.changed();
  now += 150; // the process is busy, and no timer is called
  file.changed();
  expect(writes).toEqual([150]);
});

it('rests fifty times as long as writing took', () => {
  writingTakes = 10;
  const file = throttled();
  file.writeNow();
  file.changed();
  pass(499);
  expect(writes).toEqual([0]);
  pass(1);
  expect(writes).toEqual([0, 510]);
});

it('forgets what has changed once it is stopped', () => {
  const file = throttled();
  file.changed();
  file.stop();
  pass(1000);
  expect(writes).toEqual([]);
});
