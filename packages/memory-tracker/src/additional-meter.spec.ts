import { MemoryTracker } from './memory-tracker';
import type { AdditionalMeter, TreeMeter } from './meters/tree-meter';

/** Finds nothing. */
const idle: TreeMeter = {
  add: () => undefined,
  drop: () => undefined,
  take: () => undefined,
  close: () => undefined,
};

const additionalMeter: AdditionalMeter = {
  name: 'theirs',
  place: 'only when asked for',
  create: () => idle,
};

describe('an additional meter', () => {
  it('measures on the main thread when it is asked for by its name', () => {
    const tracker = new MemoryTracker({ meter: 'theirs', additionalMeter });
    expect(tracker.status()).toMatchObject({ meter: 'theirs', thread: 'main' });
    tracker.dispose();
  });

  it('is not used where nobody asked for it', () => {
    const tracker = new MemoryTracker({ additionalMeter });
    expect(tracker.status().meter).not.toBe('theirs');
    tracker.dispose();
  });

  it('is refused where it is not given', () => {
    expect(() => new MemoryTracker({ meter: 'theirs' })).toThrow('got theirs');
  });
});
