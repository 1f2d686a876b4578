import { SampleRing } from './sample-ring';

/** Far more than the ring has room for. */
const MANY = 100_000;

function drained(ring: SampleRing): [number, number, number][] {
  const samples: [number, number, number][] = [];
  ring.drain((...sample) => samples.push(sample));
  return samples;
}

describe('SampleRing', () => {
  it('hands samples to another thread, once and in order', () => {
    const ring = new SampleRing();
    const reader = new SampleRing(ring.memory);
    ring.put(1, 10.5, 2 ** 40);
    ring.put(2, 11, 5);
    expect(drained(reader)).toEqual([
      [1, 10.5, 2 ** 40],
      [2, 11, 5],
    ]);
    expect(drained(reader)).toEqual([]);
  });

  it('hands over nothing twice when who takes a sample drains the rest', () => {
    const ring = new SampleRing();
    [1, 2, 3].forEach((key) => {
      ring.put(key, 0, 0);
    });
    const keys: number[] = [];
    const take = (key: number): void => {
      keys.push(key);
      ring.drain(take);
    };
    ring.drain(take);
    expect(keys).toEqual([1, 2, 3]);
  });

  it('goes on for ever', () => {
    const ring = new SampleRing();
    for (let i = 0; i < MANY / 10; i++) {
      ring.put(i, i, i);
      expect(drained(ring)).toEqual([[i, i, i]]);
    }
  });

  it('loses no maximum of an id when nobody comes to drain it', () => {
    const ring = new SampleRing();
    for (let i = 0; i < MANY; i++) {
      ring.put(i % 2, i, i === MANY - 10 ? 1e9 : 1);
    }
    drained(ring);
    ring.put(0, MANY, 1);
    ring.put(1, MANY, 1);
    const samples = [...drained(ring)];
    expect(samples).toContainEqual([0, MANY - 10, 1e9]);
    expect(samples.length).toBeLessThanOrEqual(4);
  });
});
