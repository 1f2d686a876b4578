import { medianInterval } from './median-interval';

/** 1, 2, ..., count, out of order. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((i * 7) % count) + 1);
}

describe('medianInterval', () => {
  it('leaves out as many values at either end as the sign test allows', () => {
    // Tables of the binomial distribution: 15 values, from the 4th to the 12th, 96.5 %.
    const interval = medianInterval(upTo(15));
    expect(interval).toMatchObject({ low: 4, high: 12 });
    expect(interval?.confidence).toBeCloseTo(0.9648, 4);
  });

  it('is from the least to the greatest of 6 values, the fewest that will do', () => {
    expect(medianInterval([6, 5, 4, 3, 2, 1])).toMatchObject({ low: 1, high: 6 });
    expect(medianInterval([5, 4, 3, 2, 1])).toBeUndefined();
  });
});
