import { isInRange, pidsOf, sizeOf } from './pid-range';

const LIMIT = 32768;

describe('a range of pids', () => {
  it.each([
    ['on the way up', { after: 100, upTo: 103 }, [101, 102, 103]],
    ['in which no process started', { after: 100, upTo: 100 }, []],
    ['after the largest', { after: 32765, upTo: 3 }, [32766, 32767, 1, 2, 3]],
  ])('%s', (_what, range, pids) => {
    expect([...pidsOf(range, LIMIT)]).toEqual(pids);
    expect(sizeOf(range, LIMIT)).toBe(pids.length);
    expect(
      [100, 101, 103, 104, 32765, 32766, 1, 3, 4].filter((pid) => isInRange(range, pid)),
    ).toEqual([100, 101, 103, 104, 32765, 32766, 1, 3, 4].filter((pid) => pids.includes(pid)));
  });
});
