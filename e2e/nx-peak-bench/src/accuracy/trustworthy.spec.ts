import { isTrustworthy } from './trustworthy';

describe('isTrustworthy', () => {
  it('allows a gap of 20 ms in a short run', () => {
    expect(isTrustworthy({ wallMs: 120, gapMaxMs: 20 })).toBe(true);
    expect(isTrustworthy({ wallMs: 120, gapMaxMs: 21 })).toBe(false);
  });

  it('allows a gap of a hundredth of a long run', () => {
    expect(isTrustworthy({ wallMs: 5000, gapMaxMs: 50 })).toBe(true);
    expect(isTrustworthy({ wallMs: 5000, gapMaxMs: 51 })).toBe(false);
  });

  it('allows no gap above 100 ms, however long the run', () => {
    expect(isTrustworthy({ wallMs: 60_000, gapMaxMs: 101 })).toBe(false);
  });
});
