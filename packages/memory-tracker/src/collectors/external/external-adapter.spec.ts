import type { ExternalCollector, TreeRss } from './external-collector';
import { PeakAccumulator } from '../../peak/peak-accumulator';
import { ExternalAdapter } from './external-adapter';

/** Answers as a test says, and remembers whom it was asked about. */
class Scripted implements ExternalCollector {
  readonly roots: (readonly [key: number, pid: number])[] = [];
  readonly dropped: number[] = [];
  found: ReadonlyMap<number, TreeRss> | undefined;
  broken = false;
  closed = false;

  add(key: number, pid: number): void {
    if (this.broken) {
      throw new Error('there is no collector');
    }
    this.roots.push([key, pid]);
  }

  drop(key: number): void {
    this.dropped.push(key);
  }

  take(): ReadonlyMap<number, TreeRss> | undefined {
    const { found } = this;
    this.found = undefined;
    return found;
  }

  close(): void {
    this.closed = true;
  }
}

const root = (pid: number, registeredAt = 0) => ({
  pid,
  startTime: undefined,
  fresh: true,
  registeredAt,
  environment: undefined,
  members: 'tree' as const,
});

function sampled(adapter: ExternalAdapter, at: number): [rss: number, processes: number][] {
  const records: [number, number][] = [];
  adapter.sample(at, (_accumulator, { rss, processes }) => {
    records.push([rss, processes]);
  });
  return records;
}

describe('ExternalAdapter', () => {
  it('adds up what its collector found in the tree of an id', () => {
    const collector = new Scripted();
    const adapter = new ExternalAdapter('theirs', collector);
    const accumulator = new PeakAccumulator();
    adapter.add(accumulator, root(11));
    adapter.add(accumulator, root(12));
    expect(collector.roots).toEqual([
      [1, 11],
      [1, 12],
    ]);
    collector.found = new Map([
      [
        1,
        new Map([
          [11, 100],
          [13, 20],
        ]),
      ],
    ]);
    expect(sampled(adapter, 1)).toEqual([[120, 2]]);
    expect(adapter.processesOf(accumulator).map(({ pid }) => pid)).toEqual([11, 13]);
  });

  it('tells what each process holds of a reading', () => {
    const collector = new Scripted();
    const adapter = new ExternalAdapter('theirs', collector);
    const accumulator = new PeakAccumulator();
    adapter.add(accumulator, root(11));
    collector.found = new Map([[1, new Map([[11, 100]])]]);
    const held: unknown[] = [];
    adapter.sample(1, () => {
      held.push(...adapter.heldBy(accumulator));
    });
    expect(held).toEqual([{ pid: 11, ppid: undefined, bytes: 100 }]);
  });

  it('takes nothing for a sample when there is nothing new', () => {
    const adapter = new ExternalAdapter('theirs', new Scripted());
    adapter.add(new PeakAccumulator(), root(11));
    expect(sampled(adapter, 1)).toEqual([]);
  });

  it('waits for a tree that is not found yet, but not for ever', () => {
    const collector = new Scripted();
    const adapter = new ExternalAdapter('theirs', collector);
    adapter.add(new PeakAccumulator(), root(11));
    collector.found = new Map([[1, new Map()]]);
    expect(sampled(adapter, 100)).toEqual([]);
    expect(adapter.isLive()).toBe(true);
    collector.found = new Map([[1, new Map()]]);
    expect(sampled(adapter, 100_000)).toEqual([[0, 0]]);
    expect([adapter.isLive(), collector.dropped]).toEqual([false, [1]]);
  });

  it('is done with a tree that has ended', () => {
    const collector = new Scripted();
    const adapter = new ExternalAdapter('theirs', collector);
    adapter.add(new PeakAccumulator(), root(11));
    collector.found = new Map([[1, new Map([[11, 100]])]]);
    sampled(adapter, 1);
    collector.found = new Map([[1, new Map()]]);
    expect(sampled(adapter, 2)).toEqual([[0, 0]]);
    expect(adapter.isLive()).toBe(false);
  });

  it('fails, for its reason, when its collector cannot take a root', () => {
    const collector = new Scripted();
    collector.broken = true;
    const adapter = new ExternalAdapter('theirs', collector);
    adapter.add(new PeakAccumulator(), root(11));
    expect(() => sampled(adapter, 1)).toThrow('there is no collector');
  });

  it('gives back what its collector holds', () => {
    const collector = new Scripted();
    const adapter = new ExternalAdapter('theirs', collector);
    adapter.add(new PeakAccumulator(), root(11));
    adapter.close();
    expect([adapter.isLive(), collector.closed]).toEqual([false, true]);
  });
});
