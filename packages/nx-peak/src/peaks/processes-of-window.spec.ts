import { processesOfWindow } from './processes-of-window';

const listed = { sum: 100, at: 50, processes: [{ pid: 1, bytes: 100 }] };

describe('processesOfWindow', () => {
  it.each([
    ['a window with the peak', 98, 0, 60, listed],
    ['a window before it', 98, 0, 40, undefined],
    ['a window after it, though it held as much', 98, 60, 90, undefined],
    ['a measurement that is much lower', 90, 0, 60, undefined],
    ['no measurement', undefined, 0, 60, undefined],
  ])('%s', (_name, peakRss, from, to, expected) => {
    expect(processesOfWindow(listed, peakRss, from, to)).toBe(expected);
  });

  it('has nothing to give where nothing is listed', () => {
    expect(processesOfWindow(undefined, 100, 0, 60)).toBeUndefined();
  });
});
