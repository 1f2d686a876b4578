import { join } from 'node:path';
import type { MemoryTracker } from '../memory-tracker';
import { createLister, type ListerFactory } from '../collectors/listing/create-lister';
import { collectorChain } from '../collectors/collector-chain';
import type { ProcessLister } from '../collectors/listing/process-lister';
import type { CollectorName } from '../collectors/collector-names';
import { ProcfsLister } from '../collectors/listing/procfs-lister';
import type { ProcessTable } from '../collectors/listing/process-table';
import { withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';
import type { TrackerNotice } from '../tracker-notice';

const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers();
let notices: TrackerNotice[] = [];

function failingTracker(collector: CollectorName, factory: ListerFactory): MemoryTracker {
  const onNotice = (notice: TrackerNotice): void => {
    notices.push(notice);
  };
  return newTracker({ collector, intervalMs: 50, onNotice }, { createLister: factory });
}

afterEach(() => {
  notices = [];
});

const nowhere = (): ProcessLister =>
  new ProcfsLister({ procRoot: join(__dirname, 'no-proc-here') });

/** As pidusage without a `ps`. */
const unable = (): ProcessLister => ({
  name: 'pidusage',
  list: () => Promise.reject(new Error('spawn ps ENOENT')),
  weigh: () => Promise.resolve(new Map()),
});

describe('a collector that fails', () => {
  it('is given up, and the next one measures', async () => {
    const tracker = failingTracker('procfs', (name) =>
      name === 'procfs' ? nowhere() : createLister(name),
    );
    const program = programs.start('hold', { megabytes: 0 });
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, ID);
    expect(tracker.measurementOf(ID)?.collector).toBe('pidusage');
    const { collector, givenUp } = tracker.status();
    expect([collector, givenUp[0]?.collector, givenUp.length]).toEqual(['pidusage', 'procfs', 1]);
    expect(givenUp[0]?.reason).toContain('no proc file system');
  });

  it('is told of once, with the reason and who takes over', async () => {
    const tracker = failingTracker('procfs', (name) =>
      name === 'procfs' ? nowhere() : createLister(name),
    );
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await untilSeen(tracker, ID);
    const reported = notices.filter(({ kind }) => kind === 'collector-given-up');
    expect(reported).toHaveLength(1);
    expect(reported[0]).toMatchObject({ collector: 'procfs', next: 'pidusage' });
    expect(reported[0]?.message).toMatch(
      /procfs failed \d+ times in a row \(.+\); pidusage takes over/,
    );
  });

  const itOnLinux = collectorChain(process.platform).collectors.includes('procfs') ? it : it.skip;

  itOnLinux('is replaced by one that works otherwise: from waiting to synchronous', async () => {
    const tracker = failingTracker('pidusage', (name) =>
      name === 'pidusage' ? unable() : createLister(name),
    );
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await untilSeen(tracker, ID);
    expect(tracker.measurementOf(ID)?.collector).toBe('procfs');
  });

  itOnLinux('leaves to the next one what it found out, descendants included', async () => {
    let broken = false;
    const breaks = (): ProcessLister => {
      const real = new ProcfsLister();
      return {
        name: 'procfs',
        list: (): ProcessTable => {
          if (broken) {
            throw new Error('EMFILE: too many open files');
          }
          return real.list();
        },
        weigh: (pids) => real.weigh(pids),
      };
    };
    const tracker = failingTracker('procfs', (name) =>
      name === 'procfs' ? breaks() : createLister(name),
    );
    const program = programs.start('leave-behind', { megabytes: 10, moreMegabytes: 200 });
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    await program.says('holding');
    await untilSeen(tracker, ID);
    await program.end();
    await untilSeen(tracker, ID);
    broken = true;
    await until(() => tracker.status().collector === 'pidusage');
    process.kill(Number(child), 'SIGUSR2');
    await program.says('grown');
    await untilSeen(tracker, ID);
    expect(tracker.peakOf(ID)).toBeGreaterThan(200 * 1024 * 1024);
  });

  itOnLinux('is not given up for a bad moment, however many roots come in it', async () => {
    const broken = { until: Date.now() + 300 };
    const brieflyBroken = (): ProcessLister => {
      const real = new ProcfsLister();
      const check = (): void => {
        if (Date.now() < broken.until) {
          throw new Error('EMFILE: too many open files');
        }
      };
      return {
        name: 'procfs',
        list: () => {
          check();
          return real.list();
        },
        weigh: (pids) => real.weigh(pids),
        peek: (pid) => {
          check();
          return real.peek(pid);
        },
      };
    };
    const tracker = failingTracker('procfs', brieflyBroken);
    const { pid } = programs.start('hold', { megabytes: 0 });
    ['one', 'two', 'three', 'four'].forEach((id) => {
      tracker.startTracking(id, pid);
    });
    await untilSeen(tracker, 'four');
    expect(tracker.status()).toMatchObject({ collector: 'procfs', givenUp: [] });
  });

  it('ends the measuring quietly when it was the last one', async () => {
    const tracker = failingTracker('procfs', (name) => (name === 'procfs' ? nowhere() : unable()));
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await until(() => tracker.status().collector === undefined);
    tracker.startTracking('later', programs.start('hold', { megabytes: 0 }).pid);
    expect(tracker.stopTracking(ID)).toBeUndefined();
    expect(tracker.stopTracking('later')).toBeUndefined();
    expect(notices.at(-1)).toMatchObject({ collector: 'pidusage', next: undefined });
    expect(tracker.status().givenUp.map(({ collector }) => collector)).toEqual([
      'procfs',
      'pidusage',
    ]);
  });

  it('is not given up for failures that are not in a row', async () => {
    let samples = 0;
    const moody = (): ProcessLister => {
      const real = createLister('pidusage');
      return {
        name: 'pidusage',
        list: () => (++samples % 3 === 0 ? real.list() : Promise.reject(new Error('busy'))),
        weigh: (pids) => real.weigh(pids),
      };
    };
    const tracker = failingTracker('pidusage', moody);
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await until(() => samples >= 7);
    expect(tracker.status()).toMatchObject({ collector: 'pidusage', givenUp: [] });
  });
});

describe('a notice callback', () => {
  const failing: [string, () => void][] = [
    [
      'throws',
      () => {
        throw new Error('my bad');
      },
    ],
    ['rejects', () => Promise.reject(new Error('my bad'))],
  ];

  it.each(failing)('breaks nothing when it %s, and that is known of', async (_how, onNotice) => {
    const tracker = newTracker(
      { collector: 'procfs', onNotice },
      { createLister: (name) => (name === 'procfs' ? nowhere() : createLister(name)) },
    );
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await untilSeen(tracker, ID);
    expect(tracker.status().noticeFailure).toBe('my bad');
  });

  it('may use the tracker it hears from', async () => {
    const program = programs.start('hold', { megabytes: 0 });
    const tracker = newTracker(
      {
        collector: 'procfs',
        onNotice: () => {
          tracker.startTracking('from the callback', program.pid);
        },
      },
      { createLister: (name) => (name === 'procfs' ? nowhere() : createLister(name)) },
    );
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, 'from the callback');
    expect(tracker.peakOf(ID)).toBeGreaterThan(0);
  });
});
