import { gapsBetween } from './sample-gaps';

describe('gapsBetween', () => {
  it('is the time before the first, between all, and after the last', () => {
    expect(gapsBetween([100, 250], 300)).toEqual([100, 150, 50]);
  });

  it('is all of the time when there is none', () => {
    expect(gapsBetween([], 2000)).toEqual([2000]);
  });
});
