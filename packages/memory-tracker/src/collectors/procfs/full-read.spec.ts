import { isThoroughDue } from './full-read';

const calm = { processes: 51, sinceThorough: 100, sinceRoot: 10_000, grewBeyondPeak: false };

describe('isThoroughDue', () => {
  it('reads everything of few processes at every look', () => {
    expect(isThoroughDue({ ...calm, processes: 10 })).toBe(true);
  });

  it('does so also while memory grows and looks follow each other quickly', () => {
    const growing = { ...calm, sinceThorough: 15, grewBeyondPeak: true };
    expect(isThoroughDue({ ...growing, processes: 4 })).toBe(true);
    expect(isThoroughDue({ ...growing, processes: 10 })).toBe(false);
  });

  it('reads everything of many processes twice a second', () => {
    expect(isThoroughDue(calm)).toBe(false);
    expect(isThoroughDue({ ...calm, sinceThorough: 500 })).toBe(true);
    expect(isThoroughDue({ ...calm, processes: 2000, sinceThorough: 500 })).toBe(true);
  });

  it('does not put it off because a timer was early by a moment', () => {
    expect(isThoroughDue({ ...calm, processes: 10, sinceThorough: 99.2 })).toBe(true);
  });

  it('reads everything while a root is young', () => {
    expect(isThoroughDue({ ...calm, sinceRoot: 500, sinceThorough: 10 })).toBe(true);
  });

  it('reads everything soon after the sum outgrew the peak', () => {
    expect(isThoroughDue({ ...calm, grewBeyondPeak: true })).toBe(true);
    expect(isThoroughDue({ ...calm, grewBeyondPeak: true, sinceThorough: 15 })).toBe(false);
  });
});
