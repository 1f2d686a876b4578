import { collectorChain } from '../collectors/collector-chain';
import { isBuiltIn, type BuiltInCollectorName } from '../collectors/collector-names';
import type { MemoryTracker } from '../memory-tracker';
import type { TrackerParts } from '../options';
import type { Program } from '../testing/programs';
import { MAIN_THREAD, OWN_THREAD, withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const [MAIN, REST] = ['main', 'rest'];

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers();

/** The pid of a new child of the program, once it holds its memory. */
async function newChild(program: Program, nth: number): Promise<number> {
  process.kill(program.pid, 'SIGUSR2');
  const said = await program.says(new RegExp(`(child (\\d+);\\s*){${nth}}`));
  return Number(said[2]);
}

/** A process of some size that starts children of 100 MB, measured apart from them. */
async function startApart(tracker: MemoryTracker): Promise<Program> {
  const program = programs.start('parent-of', { megabytes: 150, megabytesEach: 100 });
  await program.says('ready');
  tracker.startTracking(MAIN, program.pid, { members: 'process' });
  tracker.startTracking(REST, program.pid, { members: 'unclaimed-descendants' });
  return program;
}

const megabytes = (bytes: number | undefined): number => (bytes ?? 0) / MB;

const ways = collectorChain(process.platform)
  .collectors.filter(isBuiltIn)
  .flatMap((collector): [BuiltInCollectorName, string, TrackerParts][] => [
    ...(collector === 'procfs'
      ? [
          [collector, 'in a thread of its own', OWN_THREAD] as [
            typeof collector,
            string,
            TrackerParts,
          ],
        ]
      : []),
    [collector, 'on the main thread', MAIN_THREAD],
  ]);

describe.each(ways)('whom an id counts, with %s, %s', (collector, _where, parts) => {
  const trackerOfRow = (): MemoryTracker => newTracker({ collector, intervalMs: 50 }, parts);

  it('is one process alone, and the descendants that nobody claims', async () => {
    const tracker = trackerOfRow();
    const program = await startApart(tracker);
    await untilSeen(tracker, MAIN);
    expect(tracker.measurementOf(REST)).toBeUndefined();
    await newChild(program, 1);
    await until(() => megabytes(tracker.currentOf(REST)) > 100);
    await untilSeen(tracker, REST);
    expect(megabytes(tracker.peakOf(REST))).toBeLessThan(200);
    expect(tracker.measurementOf(REST)?.maxProcesses).toBe(1);
    expect(megabytes(tracker.peakOf(MAIN))).toBeGreaterThan(150);
    expect(megabytes(tracker.peakOf(MAIN))).toBeLessThan(250);
    expect(tracker.measurementOf(MAIN)?.maxProcesses).toBe(1);
  });

  it('is no descendant that another id claims, whenever it does', async () => {
    const tracker = trackerOfRow();
    const program = await startApart(tracker);
    const first = await newChild(program, 1);
    await until(() => megabytes(tracker.currentOf(REST)) > 100);
    tracker.startTracking('task', first);
    await until(() => tracker.currentOf(REST) === undefined);
    await untilSeen(tracker, 'task');
    expect(megabytes(tracker.currentOf('task'))).toBeGreaterThan(100);
    await newChild(program, 2);
    await until(() => megabytes(tracker.currentOf(REST)) > 100);
    expect(tracker.measurementOf(REST)?.maxProcesses).toBe(1);
  });

  it('is no descendant that was claimed before', async () => {
    const tracker = trackerOfRow();
    const program = programs.start('parent-of', { megabytes: 0, megabytesEach: 100 });
    await program.says('ready');
    tracker.startTracking('task', await newChild(program, 1));
    tracker.startTracking(REST, program.pid, { members: 'unclaimed-descendants' });
    await untilSeen(tracker, 'task');
    const second = await newChild(program, 2);
    await until(() => megabytes(tracker.currentOf(REST)) > 100);
    await untilSeen(tracker, 'task');
    expect(tracker.measurementOf(REST)?.maxProcesses).toBe(1);
    process.kill(second, 'SIGKILL');
    await until(() => tracker.currentOf(REST) === undefined);
    expect(megabytes(tracker.currentOf('task'))).toBeGreaterThan(100);
  });

  it('is, of two ids, that whose pid is nearer above a process', async () => {
    const tracker = trackerOfRow();
    const outer = programs.start('parent-of', { megabytes: 0, megabytesEach: 100 });
    await outer.says('ready');
    tracker.startTracking('inner', outer.pid, { members: 'unclaimed-descendants' });
    tracker.startTracking('outer', process.pid, { members: 'unclaimed-descendants' });
    await newChild(outer, 1);
    await until(() => megabytes(tracker.currentOf('inner')) > 100);
    await until(() => tracker.currentOf('outer') !== undefined);
    expect(tracker.measurementOf('inner')?.maxProcesses).toBe(1);
    expect(megabytes(tracker.currentOf('outer'))).toBeLessThan(100);
  });
});

describe('whom an id counts', () => {
  it('is one kind of members for each id', () => {
    const tracker = newTracker({}, MAIN_THREAD);
    tracker.startTracking(MAIN, process.pid, { members: 'process' });
    const change = (): void => {
      tracker.startTracking(MAIN, process.pid);
    };
    expect(change).toThrow(RangeError);
    expect(change).toThrow(MAIN);
  });

  it('is nobody but whole trees with a collector of somebody else, which is no failure', () => {
    const added: number[] = [];
    const tracker = newTracker(
      {
        collector: 'theirs',
        customCollector: {
          name: 'theirs',
          place: 'first',
          create: () => ({
            add: (_key, pid) => {
              added.push(pid);
            },
            drop: () => undefined,
            take: () => new Map(),
            close: () => undefined,
          }),
        },
      },
      MAIN_THREAD,
    );
    tracker.startTracking(MAIN, process.pid, { members: 'process' });
    tracker.startTracking(REST, process.pid, { members: 'unclaimed-descendants' });
    tracker.sampleNow();
    expect(added).toEqual([]);
    expect(tracker.stopTracking(MAIN)).toBeUndefined();
    expect(tracker.status().givenUp).toEqual([]);
  });
});
