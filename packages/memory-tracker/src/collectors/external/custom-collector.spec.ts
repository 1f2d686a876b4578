import { MemoryTracker } from '../../memory-tracker';
import type { AdditionalMeter, TreeMeter, TreeRss } from './external-collector';
import { Tally } from '../../peak/peak-accumulator';
import { TreeGauge } from './external-adapter';

/** Tells what it is told to, and who it was asked about. */
class Told implements TreeMeter {
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
  birth: undefined,
  fresh: true,
  registeredAt,
  environment: undefined,
});

function looked(gauge: TreeGauge, at: number): [rss: number, processes: number][] {
  const records: [number, number][] = [];
  gauge.look(at, (_tally, { rss, processes }) => {
    records.push([rss, processes]);
  });
  return records;
}

describe('TreeGauge', () => {
  it('adds up what its meter found in the tree of an id', () => {
    const meter = new Told();
    const gauge = new TreeGauge('theirs', meter);
    const tally = new Tally();
    gauge.add(tally, root(11));
    gauge.add(tally, root(12));
    expect(meter.roots).toEqual([
      [1, 11],
      [1, 12],
    ]);
    meter.found = new Map([
      [
        1,
        new Map([
          [11, 100],
          [13, 20],
        ]),
      ],
    ]);
    expect(looked(gauge, 1)).toEqual([[120, 2]]);
    expect(gauge.processesOf(tally).map(({ pid }) => pid)).toEqual([11, 13]);
  });

  it('tells what each process holds of a reading', () => {
    const meter = new Told();
    const gauge = new TreeGauge('theirs', meter);
    const tally = new Tally();
    gauge.add(tally, root(11));
    meter.found = new Map([[1, new Map([[11, 100]])]]);
    const held: unknown[] = [];
    gauge.look(1, () => {
      held.push(...gauge.heldBy(tally));
    });
    expect(held).toEqual([{ pid: 11, ppid: undefined, bytes: 100 }]);
  });

  it('takes nothing for a sample when there is nothing new', () => {
    const gauge = new TreeGauge('theirs', new Told());
    gauge.add(new Tally(), root(11));
    expect(looked(gauge, 1)).toEqual([]);
  });

  it('waits for a tree that is not found yet, but not for ever', () => {
    const meter = new Told();
    const gauge = new TreeGauge('theirs', meter);
    gauge.add(new Tally(), root(11));
    meter.found = new Map([[1, new Map()]]);
    expect(looked(gauge, 100)).toEqual([]);
    expect(gauge.isLive()).toBe(true);
    meter.found = new Map([[1, new Map()]]);
    expect(looked(gauge, 100_000)).toEqual([[0, 0]]);
    expect([gauge.isLive(), meter.dropped]).toEqual([false, [1]]);
  });

  it('is done with a tree that has ended', () => {
    const meter = new Told();
    const gauge = new TreeGauge('theirs', meter);
    gauge.add(new Tally(), root(11));
    meter.found = new Map([[1, new Map([[11, 100]])]]);
    looked(gauge, 1);
    meter.found = new Map([[1, new Map()]]);
    expect(looked(gauge, 2)).toEqual([[0, 0]]);
    expect(gauge.isLive()).toBe(false);
  });

  it('fails, for its reason, when its meter cannot take a root', () => {
    const meter = new Told();
    meter.broken = true;
    const gauge = new TreeGauge('theirs', meter);
    gauge.add(new Tally(), root(11));
    expect(() => looked(gauge, 1)).toThrow('there is no collector');
  });

  it('gives back what its meter holds', () => {
    const meter = new Told();
    const gauge = new TreeGauge('theirs', meter);
    gauge.add(new Tally(), root(11));
    gauge.close();
    expect([gauge.isLive(), meter.closed]).toEqual([false, true]);
  });
});

describe('an additional meter', () => {
  it('can be asked for by its name alone', () => {
    const additionalMeter: AdditionalMeter = {
      name: 'theirs',
      place: 'only when asked for',
      create: () => new Told(),
    };
    const tracker = new MemoryTracker({ meter: 'theirs', additionalMeter });
    expect(tracker.status()).toMatchObject({ meter: 'theirs', thread: 'main' });
    tracker.dispose();
    const usual = new MemoryTracker({ additionalMeter });
    expect(usual.status().meter).not.toBe('theirs');
    usual.dispose();
    expect(() => new MemoryTracker({ meter: 'theirs' })).toThrow('theirs');
  });
});
