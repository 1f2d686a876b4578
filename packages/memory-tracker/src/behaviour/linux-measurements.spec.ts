import type { TrackerParts } from '../options';
import { collectorChain } from '../collectors/collector-chain';
import type { PeakMeasurement } from '../peak/peak-measurement';
import type { ProgramName, ProgramOptions } from '../testing/programs';
import { MAIN_THREAD, OWN_THREAD, withTrackers } from '../testing/trackers';
import { until, untilSeen } from '../testing/until';

const MB = 1024 * 1024;
const ID = 'app:build';

jest.setTimeout(60_000);

const { programs, newTracker } = withTrackers();
let daemon: number | undefined;

const THREADS: [string, TrackerParts][] = [
  ['in a thread of its own', OWN_THREAD],
  ['on the main thread', MAIN_THREAD],
];

afterEach(() => {
  if (daemon !== undefined) {
    process.kill(daemon, 'SIGKILL');
    daemon = undefined;
  }
});

const describeOnLinux = collectorChain(process.platform).collectors.includes('procfs')
  ? describe.each(THREADS)
  : describe.skip.each(THREADS);

describeOnLinux('on Linux, %s', (_where, parts) => {
  /** The measurement once the program said this and was seen again. */
  async function measurementAfter<Name extends ProgramName>(
    name: Name,
    options: ProgramOptions[Name],
    said: string,
  ): Promise<PeakMeasurement> {
    const tracker = newTracker({}, parts);
    const program = programs.start(name, options);
    tracker.startTracking(ID, program.pid);
    await program.says(said);
    await untilSeen(tracker, ID);
    tracker.stopTracking(ID);
    const measurement = tracker.measurementOf(ID);
    programs.killAll();
    if (measurement === undefined) {
      throw new Error('no sample');
    }
    return measurement;
  }

  it('sees a spike between two samples: the kernel kept its mark', async () => {
    const { peakRss, peakUnique } = await measurementAfter('spike', { megabytes: 600 }, 'spiked');
    expect(peakRss / MB).toBeGreaterThan(600);
    expect(peakRss / MB).toBeLessThan(640);
    expect((peakUnique ?? 0) / MB).toBeGreaterThan(595);
  });

  it.each([50, 100, 150])('has a measurement for a task of %d ms', async (ms) => {
    const tracker = newTracker({}, parts);
    const program = programs.start('hold-for', { megabytes: 0, ms });
    tracker.startTracking(ID, program.pid);
    await program.ended();
    expect(tracker.stopTracking(ID)).toBeGreaterThan(0);
  });

  it('does not count a large process twice that starts many small ones', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('many-children', { megabytes: 300, children: 60 });
    tracker.startTracking(ID, program.pid);
    await program.ended();
    const peak = (tracker.stopTracking(ID) ?? 0) / MB;
    expect(peak).toBeGreaterThan(300);
    expect(peak).toBeLessThan(450);
  });

  it('counts a process that a thread started, be it before or after', async () => {
    const tracker = newTracker({}, parts);
    const program = programs.start('thread-child', { megabytes: 100 });
    tracker.startTracking('before', program.pid);
    await program.says('holding');
    tracker.startTracking('after', program.pid);
    await untilSeen(tracker, 'before');
    await untilSeen(tracker, 'after');
    expect(tracker.peakOf('before')).toBeGreaterThan(100 * MB);
    expect(tracker.peakOf('after')).toBeGreaterThan(100 * MB);
    expect(tracker.measurementOf('after')?.maxProcesses).toBe(2);
  });

  it('recognises a daemon by the environment of the task', async () => {
    const environment = { MARK_OF_TASK: 'app', MARK_OF_RUN: '42' };
    const tracker = newTracker({}, parts);
    const program = programs.startIn(environment, 'daemonise', { megabytes: 100 });
    tracker.startTracking(ID, program.pid, { environment });
    daemon = Number((await program.says(/daemon (\d+);/))[1]);
    await program.ended();
    await until(() => (tracker.peakOf(ID) ?? 0) > 100 * MB);
    await untilSeen(tracker, ID);
    expect(tracker.currentOf(ID)).toBeGreaterThan(100 * MB);
  });

  it('tells CPU time, that of children waited for included, once', async () => {
    const { cpuSeconds, cpuRatio } = await measurementAfter('burn', { seconds: 1.5 }, 'burnt');
    expect(cpuSeconds).toBeGreaterThan(1.4);
    expect(cpuSeconds).toBeLessThan(2.6);
    expect(cpuRatio).toBeGreaterThan(0);
  });

  it('counts pages that processes share once in peakUnique', async () => {
    const {
      peakRss,
      peakUnique = 0,
      maxProcesses,
    } = await measurementAfter(
      'family',
      { megabytes: 50, children: 3, megabytesEach: 60 },
      'holding',
    );
    expect(maxProcesses).toBe(4);
    expect(peakUnique).toBeGreaterThan(230 * MB);
    // Four times node's own executable, some 40 MB, counts once.
    expect(peakUnique).toBeLessThan(peakRss - 50 * MB);
  });

  it('tells how much was swapped out', async () => {
    expect(
      (await measurementAfter('hold', { megabytes: 10 }, 'holding')).swapPeak,
    ).toBeGreaterThanOrEqual(0);
  });

  it('says how new processes are found', async () => {
    const tracker = newTracker({}, parts);
    tracker.startTracking(ID, programs.start('hold', { megabytes: 0 }).pid);
    await untilSeen(tracker, ID);
    expect(['loadavg', 'ns_last_pid', 'scan']).toContain(tracker.status().newProcessesFrom);
  });
});
