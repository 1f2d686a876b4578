import { join } from 'node:path';
import type { MemoryTracker } from '../memory-tracker';
import { createMeter, type MeterFactory } from '../collectors/listing/create-lister';
import { meterChain } from '../collectors/collector-chain';
import type { Meter, MeterName } from '../collectors/listing/process-lister';
import { ProcfsMeter } from '../collectors/listing/procfs-lister';
import type { ProcessTable } from '../collectors/listing/process-table';
import { Programs } from '../testing/programs';
import { Trackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';
import type { TrackerNotice } from '../tracker-notice';

const ID = 'app:build';

jest.setTimeout(60_000);

const programs = new Programs();
const trackers = new Trackers();
let notices: TrackerNotice[] = [];

function newTracker(meter: MeterName, factory: MeterFactory): MemoryTracker {
  const onNotice = (notice: TrackerNotice): void => {
    notices.push(notice);
  };
  return trackers.make({ meter, intervalMs: 50, onNotice }, { createMeter: factory });
}

afterEach(() => {
  trackers.disposeAll();
  programs.killAll();
  notices = [];
});

const nowhere = (): Meter => new ProcfsMeter({ procRoot: join(__dirname, 'no-proc-here') });

/** As pidusage without a `ps`. */
const unable = (): Meter => ({
  name: 'pidusage',
  list: () => Promise.reject(new Error('spawn ps ENOENT')),
  weigh: () => Promise.resolve(new Map()),
});

describe('a meter that fails', () => {
  it('is given up, and the next one measures', async () => {
    const tracker = newTracker('procfs', (name) =>
      name === 'procfs' ? nowhere() : createMeter(name),
    );
    const program = programs.start('hold', 0);
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, ID);
    expect(tracker.figureOf(ID)?.meter).toBe('pidusage');
    const { meter, givenUp } = tracker.status();
    expect([meter, givenUp[0]?.meter, givenUp.length]).toEqual(['pidusage', 'procfs', 1]);
    expect(givenUp[0]?.reason).toContain('no proc file system');
  });

  it('is told of once, with the reason and who takes over', async () => {
    const tracker = newTracker('procfs', (name) =>
      name === 'procfs' ? nowhere() : createMeter(name),
    );
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await untilSeen(tracker, ID);
    const told = notices.filter(({ kind }) => kind === 'meter-given-up');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ meter: 'procfs', next: 'pidusage' });
    expect(told[0]?.message).toMatch(
      /procfs failed \d+ times in a row \(.+\); pidusage takes over/,
    );
  });

  const itOnLinux = meterChain(process.platform).meters.includes('procfs') ? it : it.skip;

  itOnLinux('is replaced by one that works otherwise: from waiting to synchronous', async () => {
    const tracker = newTracker('pidusage', (name) =>
      name === 'pidusage' ? unable() : createMeter(name),
    );
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await untilSeen(tracker, ID);
    expect(tracker.figureOf(ID)?.meter).toBe('procfs');
  });

  itOnLinux('leaves to the next one what it found out, descendants included', async () => {
    let broken = false;
    const breaks = (): Meter => {
      const real = new ProcfsMeter();
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
    const tracker = newTracker('procfs', (name) =>
      name === 'procfs' ? breaks() : createMeter(name),
    );
    const program = programs.start('leave-behind', 10, 200);
    tracker.startTracking(ID, program.pid);
    const [, child] = await program.says(/child (\d+);/);
    await program.says('holding');
    await untilSeen(tracker, ID);
    await program.end();
    await untilSeen(tracker, ID);
    broken = true;
    await until(() => tracker.status().meter === 'pidusage');
    process.kill(Number(child), 'SIGUSR2');
    await program.says('grown');
    await untilSeen(tracker, ID);
    expect(tracker.peakOf(ID)).toBeGreaterThan(200 * 1024 * 1024);
  });

  itOnLinux('is not given up for a bad moment, however many roots come in it', async () => {
    const broken = { until: Date.now() + 300 };
    const brieflyBroken = (): Meter => {
      const real = new ProcfsMeter();
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
    const tracker = newTracker('procfs', brieflyBroken);
    const { pid } = programs.start('hold', 0);
    ['one', 'two', 'three', 'four'].forEach((id) => {
      tracker.startTracking(id, pid);
    });
    await untilSeen(tracker, 'four');
    expect(tracker.status()).toMatchObject({ meter: 'procfs', givenUp: [] });
  });

  it('ends the measuring quietly when it was the last one', async () => {
    const tracker = newTracker('procfs', (name) => (name === 'procfs' ? nowhere() : unable()));
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await until(() => tracker.status().meter === undefined);
    tracker.startTracking('later', programs.start('hold', 0).pid);
    expect(tracker.stopTracking(ID)).toBeUndefined();
    expect(tracker.stopTracking('later')).toBeUndefined();
    expect(notices.at(-1)).toMatchObject({ meter: 'pidusage', next: undefined });
    expect(tracker.status().givenUp.map(({ meter }) => meter)).toEqual(['procfs', 'pidusage']);
  });

  it('is not given up for failures that are not in a row', async () => {
    let looks = 0;
    const moody = (): Meter => {
      const real = createMeter('pidusage');
      return {
        name: 'pidusage',
        list: () => (++looks % 3 === 0 ? real.list() : Promise.reject(new Error('busy'))),
        weigh: (pids) => real.weigh(pids),
      };
    };
    const tracker = newTracker('pidusage', moody);
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await until(() => looks >= 7);
    expect(tracker.status()).toMatchObject({ meter: 'pidusage', givenUp: [] });
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

  it.each(failing)('that %s breaks nothing, and is known of', async (_how, onNotice) => {
    const tracker = trackers.make(
      { meter: 'procfs', onNotice },
      { createMeter: (name) => (name === 'procfs' ? nowhere() : createMeter(name)) },
    );
    tracker.startTracking(ID, programs.start('hold', 0).pid);
    await untilSeen(tracker, ID);
    expect(tracker.status().noticeFailure).toBe('my bad');
  });

  it('may use the tracker it hears from', async () => {
    const program = programs.start('hold', 0);
    const tracker = trackers.make(
      {
        meter: 'procfs',
        onNotice: () => {
          tracker.startTracking('from the callback', program.pid);
        },
      },
      { createMeter: (name) => (name === 'procfs' ? nowhere() : createMeter(name)) },
    );
    tracker.startTracking(ID, program.pid);
    await untilSeen(tracker, 'from the callback');
    expect(tracker.peakOf(ID)).toBeGreaterThan(0);
  });
});
