import { fraction, megabytes, milliseconds, percent } from './numbers';

describe('numbers', () => {
  it('tells shares as percents, zero without a sign', () => {
    expect(percent(-0.0801)).toBe('-8.0 %');
    expect(percent(-0.0001)).toBe('0.0 %');
  });

  it('tells three digits of milliseconds', () => {
    expect([0.5512, 12.41, 531.8].map(milliseconds)).toEqual(['0.55 ms', '12.4 ms', '532 ms']);
  });

  it('tells a share as one of so many', () => {
    expect([0.05, 1.25].map(fraction)).toEqual(['1/20.0', '1.3']);
  });

  it('tells sizes in units of 1024 times 1024 bytes', () => {
    expect(megabytes(512 * 1024 * 1024)).toBe('512 MB');
  });
});
