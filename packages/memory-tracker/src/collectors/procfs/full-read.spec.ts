import { isFullReadDue } from './full-read';

const calm = { processes: 51, sinceFullRead: 100, sinceRoot: 10_000, grewBeyondPeak: false };

describe('isFullReadDue', () => {
  it('reads everything of few processes at every sample', () => {
    expect(isFullReadDue({ ...calm, processes: 10 })).toBe(true);
  });

  it('does so also while memory grows and samples follow each other quickly', () => {
    const growing = { ...calm, sinceFullRead: 15, grewBeyondPeak: true };
    expect(isFullReadDue({ ...growing, processes: 4 })).toBe(true);
    expect(isFullReadDue({ ...growing, processes: 10 })).toBe(false);
  });

  it('reads everything of many processes twice a second', () => {
    expect(isFullReadDue(calm)).toBe(false);
    expect(isFullReadDue({ ...calm, sinceFullRead: 500 })).toBe(true);
    expect(isFullReadDue({ ...calm, processes: 2000, sinceFullRead: 500 })).toBe(true);
  });

  it('does not put it off because a timer was early by a moment', () => {
    expect(isFullReadDue({ ...calm, processes: 10, sinceFullRead: 99.2 })).toBe(true);
  });

  it('reads everything while a root is young', () => {
    expect(isFullReadDue({ ...calm, sinceRoot: 500, sinceFullRead: 10 })).toBe(true);
  });

  it('reads everything soon after the sum outgrew the peak', () => {
    expect(isFullReadDue({ ...calm, grewBeyondPeak: true })).toBe(true);
    expect(isFullReadDue({ ...calm, grewBeyondPeak: true, sinceFullRead: 15 })).toBe(false);
  });
});
