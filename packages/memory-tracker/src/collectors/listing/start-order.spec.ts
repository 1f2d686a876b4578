import { birthsByListing } from './start-order';

describe('birthsByListing', () => {
  it('keeps the birth of who stays listed and gives newcomers that of this listing', () => {
    const first = birthsByListing(new Map(), [1, 2], 1);
    expect(birthsByListing(first, [1, 2, 3], 2)).toEqual(
      new Map([
        [1, 1],
        [2, 1],
        [3, 2],
      ]),
    );
  });

  it('takes a pid that was away for a listing for another process', () => {
    const first = birthsByListing(new Map(), [1, 2], 1);
    const second = birthsByListing(first, [1], 2);
    expect(birthsByListing(second, [1, 2], 3).get(2)).toBe(3);
  });
});
