import { startTimesByListing } from './start-order';

describe('startTimesByListing', () => {
  it('keeps the startTime of who stays listed and gives newcomers that of this listing', () => {
    const first = startTimesByListing(new Map(), [1, 2], 1);
    expect(startTimesByListing(first, [1, 2, 3], 2)).toEqual(
      new Map([
        [1, 1],
        [2, 1],
        [3, 2],
      ]),
    );
  });

  it('takes a pid that was away for a listing for another process', () => {
    const first = startTimesByListing(new Map(), [1, 2], 1);
    const second = startTimesByListing(first, [1], 2);
    expect(startTimesByListing(second, [1, 2], 3).get(2)).toBe(3);
  });
});
