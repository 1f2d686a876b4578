import type { CustomCollector, ExternalCollector } from '../collectors/external/external-collector';
import { MemoryTracker } from '../memory-tracker';

const idle = (): ExternalCollector => ({
  add: () => undefined,
  drop: () => undefined,
  take: () => undefined,
  close: () => undefined,
});

describe('a custom collector', () => {
  it('can be asked for by its name alone', () => {
    const customCollector: CustomCollector = {
      name: 'theirs',
      place: 'on-request',
      create: idle,
    };
    const tracker = new MemoryTracker({ collector: 'theirs', customCollector });
    expect(tracker.status()).toMatchObject({ collector: 'theirs', thread: 'main' });
    tracker.dispose();
    const usual = new MemoryTracker({ customCollector });
    expect(usual.status().collector).not.toBe('theirs');
    usual.dispose();
    expect(() => new MemoryTracker({ collector: 'theirs' })).toThrow('theirs');
  });
});
