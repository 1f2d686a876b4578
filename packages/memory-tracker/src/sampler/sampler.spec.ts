import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '@nx-peak/host';
import type { Collector, Root } from '../collectors/collector';
import { PeakAccumulator } from '../peak/peak-accumulator';
import { until } from '../testing/until';
import type { TrackerNotice } from '../tracker-notice';
import { whenThere } from '../when-there';
import { Sampler } from './sampler';
import { TimerLoop } from './timer-loop';

const BASE_MS = 10;

jest.setTimeout(60_000);

/** A sampler over one fake collector whose samples take as long as `sampling` does, in a loop of timers. */
function samplerOf(sampling: (sample: number) => void | Promise<void>) {
  const seen = { samples: 0, underWay: 0, overlaps: 0, live: true, notices: [] as TrackerNotice[] };
  const collector: Collector = {
    name: 'pidusage',
    nearlyFree: false,
    newProcessesFrom: undefined,
    add: () => undefined,
    drop: () => undefined,
    close: () => undefined,
    isLive: () => seen.live,
    processesOf: () => [],
    heldBy: () => [],
    sample: () => {
      seen.samples++;
      seen.overlaps += seen.underWay;
      seen.underWay++;
      return whenThere(sampling(seen.samples), () => {
        seen.underWay--;
      });
    },
  };
  const sampler = new Sampler({
    chain: { collectors: ['pidusage'], why: '' },
    createCollector: () => collector,
    intervalMs: BASE_MS,
    notify: (notice) => seen.notices.push(notice),
  });
  const loop = new TimerLoop(sampler);
  const accumulator = new PeakAccumulator();
  const rootAdded = (): void => {
    const root: Root = {
      pid: 1,
      startTime: undefined,
      fresh: true,
      registeredAt: now(),
      environment: undefined,
      members: 'tree',
    };
    sampler.add(accumulator, root, false);
    loop.wake();
  };
  const rootsRemoved = (): void => {
    sampler.drop(accumulator);
    loop.wake();
  };
  started.push(sampler);
  return { sampler, seen, rootAdded, rootsRemoved };
}

const started: Sampler[] = [];
afterEach(() => {
  started.splice(0).forEach((sampler) => {
    sampler.dispose();
  });
});

/** Keeps the thread busy, as a synchronous sample does. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Waits until no sample has been taken for many intervals. */
async function untilAsleep(seen: { samples: number }): Promise<void> {
  for (let before = -1; before !== seen.samples;) {
    before = seen.samples;
    await sleep(20 * BASE_MS);
  }
}

describe('Sampler', () => {
  it('samples at once for the first root, and again and again', async () => {
    const { seen, rootAdded } = samplerOf(() => undefined);
    rootAdded();
    expect(seen.samples).toBe(1);
    await until(() => seen.samples >= 5);
  });

  it('takes no sample while another is under way', async () => {
    const { seen, rootAdded } = samplerOf(() => sleep(3 * BASE_MS));
    rootAdded();
    while (seen.samples < 5) {
      rootAdded();
      await sleep(1);
    }
    expect(seen.overlaps).toBe(0);
  });

  it('sleeps when nothing is left to sample, and wakes for the next root', async () => {
    const { seen, rootAdded, rootsRemoved } = samplerOf(() => undefined);
    rootAdded();
    await until(() => seen.samples >= 2);
    seen.live = false;
    rootsRemoved();
    const before = seen.samples;
    await untilAsleep(seen);
    expect(seen.samples).toBe(before);
    seen.live = true;
    rootAdded();
    await until(() => seen.samples >= before + 2);
  });

  it('samples no more once disposed', async () => {
    const { sampler, seen, rootAdded } = samplerOf(() => sleep(1));
    rootAdded();
    sampler.dispose();
    await untilAsleep(seen);
    expect(seen.samples).toBe(1);
    rootAdded();
    expect(seen.samples).toBe(1);
  });

  it.each([
    ['synchronous', spin],
    ['waiting', (ms: number) => sleep(ms)],
  ])(
    'samples less often when %s samples are expensive, and says why',
    async (_kind, take: (ms: number) => void | Promise<void>) => {
      const { sampler, seen, rootAdded } = samplerOf(() => take(4));
      rootAdded();
      await until(() => seen.notices.length > 0);
      expect(seen.notices[0]).toMatchObject({ kind: 'interval-raised', intervalMs: 2 * BASE_MS });
      expect(seen.notices[0]?.message).toMatch(/takes \d+\.\d ms .* every 20 ms/);
      expect(sampler.intervalMs).toBeGreaterThanOrEqual(2 * BASE_MS);
    },
  );

  it('goes back to the interval that was asked for when samples are cheap again', async () => {
    const { seen, rootAdded } = samplerOf((sample) => {
      spin(sample <= 3 ? 4 : 0);
    });
    rootAdded();
    await until(() => seen.notices.some(({ kind }) => kind === 'interval-restored'));
    expect(seen.notices.map(({ kind }) => kind)).toContain('interval-raised');
    expect(seen.notices.at(-1)).toMatchObject({ kind: 'interval-restored', intervalMs: BASE_MS });
  });
});
