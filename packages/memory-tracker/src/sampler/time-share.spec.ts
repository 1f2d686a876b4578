import { TimeShare } from './time-share';

describe('TimeShare', () => {
  it('begins with all that can be saved, and has nothing left once that is spent', () => {
    const share = new TimeShare(0.1, 10);
    expect(share.isLeft(1000)).toBe(true);
    share.spend(10);
    expect(share.isLeft(1000)).toBe(false);
  });

  it('gains its share of the time, up to what can be saved', () => {
    const share = new TimeShare(0.1, 10);
    share.isLeft(0);
    share.spend(15);
    expect([share.isLeft(50), share.isLeft(51)]).toEqual([false, true]);
    share.isLeft(1_000_000);
    share.spend(10);
    expect(share.isLeft(1_000_000)).toBe(false);
  });
});
