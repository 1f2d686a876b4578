import { median, quantile } from './quantile';

describe('quantile', () => {
  it('is the value in that place of the sorted ones', () => {
    expect(quantile([30, 10, 20], 0)).toBe(10);
    expect(quantile([30, 10, 20], 1)).toBe(30);
    expect(median([30, 10, 20])).toBe(20);
  });

  it('lies between two neighbours where no value is in that place', () => {
    expect(median([1, 2, 3, 10])).toBe(2.5);
    expect(quantile([0, 10], 0.05)).toBeCloseTo(0.5);
  });

  it('is undefined without values', () => {
    expect(median([])).toBeUndefined();
  });
});
