import { setTimeout as sleep } from 'node:timers/promises';
import type { Meter } from '../meters/meter';
import type { ProcessTable } from '../process-tree/process-table';
import { until } from '../testing/until';
import type { TrackerNotice } from '../tracker-notice';
import { Sampler, type LookSubject } from './sampler';
import { whenThere } from './when-there';

const TABLE: ProcessTable = new Map();
const BASE_MS = 10;

jest.setTimeout(60_000);

/** A sampler over one fake meter whose looks take as long as `costMs` says. */
function samplerOf(looking: (look: number) => void | Promise<void>) {
  const seen = { looks: 0, underWay: 0, overlaps: 0, live: true, notices: [] as TrackerNotice[] };
  const meter: Meter = {
    name: 'pidusage',
    list: () => {
      seen.looks++;
      seen.overlaps += seen.underWay;
      seen.underWay++;
      const done = looking(seen.looks);
      const finish = (): ProcessTable => {
        seen.underWay--;
        return TABLE;
      };
      return whenThere(done, finish);
    },
    weigh: () => new Map(),
  };
  const subject: LookSubject = {
    isLive: () => seen.live,
    select: () => ({ pids: [], record: () => undefined }),
    reidentify: () => undefined,
  };
  const sampler = new Sampler({
    chain: { meters: ['pidusage'], why: '' },
    createMeter: () => meter,
    intervalMs: BASE_MS,
    subject,
    notify: (notice) => seen.notices.push(notice),
  });
  started.push(sampler);
  return { sampler, seen };
}

const started: Sampler[] = [];
afterEach(() => {
  started.splice(0).forEach((sampler) => {
    sampler.dispose();
  });
});

/** Keeps the thread busy, as a synchronous look does. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Waits until no look has been taken for many intervals. */
async function untilAsleep(seen: { looks: number }): Promise<void> {
  for (let before = -1; before !== seen.looks;) {
    before = seen.looks;
    await sleep(20 * BASE_MS);
  }
}

describe('Sampler', () => {
  it('looks at once for the first root, and again and again', async () => {
    const { sampler, seen } = samplerOf(() => undefined);
    sampler.rootAdded(false);
    expect(seen.looks).toBe(1);
    await until(() => seen.looks >= 5);
  });

  it('takes no look while another is under way', async () => {
    const { sampler, seen } = samplerOf(() => sleep(3 * BASE_MS));
    sampler.rootAdded(false);
    while (seen.looks < 5) {
      sampler.rootAdded(false);
      await sleep(1);
    }
    expect(seen.overlaps).toBe(0);
  });

  it('sleeps when nothing is left to look at, and wakes for the next root', async () => {
    const { sampler, seen } = samplerOf(() => undefined);
    sampler.rootAdded(false);
    await until(() => seen.looks >= 2);
    seen.live = false;
    sampler.rootsRemoved();
    const before = seen.looks;
    await untilAsleep(seen);
    expect(seen.looks).toBe(before);
    seen.live = true;
    sampler.rootAdded(false);
    await until(() => seen.looks >= before + 2);
  });

  it('looks no more once disposed', async () => {
    const { sampler, seen } = samplerOf(() => sleep(1));
    sampler.rootAdded(false);
    sampler.dispose();
    await untilAsleep(seen);
    expect(seen.looks).toBe(1);
    sampler.rootAdded(false);
    expect(seen.looks).toBe(1);
  });

  it.each([
    ['synchronous', spin],
    ['waiting', (ms: number) => sleep(ms)],
  ])(
    'looks less often when %s looks are expensive, and says why',
    async (_kind, take: (ms: number) => void | Promise<void>) => {
      const { sampler, seen } = samplerOf(() => take(4));
      sampler.rootAdded(false);
      await until(() => seen.notices.length > 0);
      expect(seen.notices[0]).toMatchObject({ kind: 'interval-raised', intervalMs: 2 * BASE_MS });
      expect(seen.notices[0]?.message).toMatch(/takes \d+\.\d ms .* every 20 ms/);
      expect(sampler.intervalMs).toBeGreaterThanOrEqual(2 * BASE_MS);
    },
  );

  it('goes back to the interval that was asked for when looks are cheap again', async () => {
    const { sampler, seen } = samplerOf((look) => {
      spin(look <= 3 ? 4 : 0);
    });
    sampler.rootAdded(false);
    await until(() => seen.notices.some(({ kind }) => kind === 'interval-restored'));
    expect(seen.notices.map(({ kind }) => kind)).toContain('interval-raised');
    expect(seen.notices.at(-1)).toMatchObject({ kind: 'interval-restored', intervalMs: BASE_MS });
  });
});
