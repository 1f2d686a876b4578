import { orTimeout } from './or-timeout';

const LONG_MS = 60_000;

describe('orTimeout', () => {
  it('passes on what the work comes to', async () => {
    await expect(orTimeout(Promise.resolve(7), LONG_MS)).resolves.toBe(7);
    await expect(orTimeout(Promise.reject(new Error('no ps')), LONG_MS)).rejects.toThrow('no ps');
  });

  it('rejects when the work never ends, saying how long it waited', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(orTimeout(never, 5)).rejects.toThrow('no answer within 5 ms');
  });
});
