import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryTracker, type PeakMeasurement } from '@nx-peak/memory-tracker';
import { NxCopy } from '../nx/nx-copy';
import { NxCollector, nxCollector } from './nx-collector';

const MB = 1024 ** 2;

jest.setTimeout(60_000);

const nx = new NxCopy(require.resolve('nx/src/tasks-runner/run-command'));
const trackers: MemoryTracker[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  trackers.splice(0).forEach((tracker) => {
    tracker.dispose();
  });
  children.splice(0).forEach((child) => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      return; // all of them have ended
    }
  });
});

/** A collector that is stopped keeps this process alive until it is collected as garbage. */
afterAll(async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times++) {
    await sleep(50);
    gc();
  }
});

/** A shell with a node below it that holds 150 MB. */
async function family(): Promise<number> {
  const script =
    '"$0" -e "const b = Buffer.alloc(150 * 2 ** 20, 1); console.log(b.length); setTimeout(() => {}, 50000)"; true';
  const child = spawn('/bin/sh', ['-c', script, process.execPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child.pid ?? 0;
}

function newTracker(collector: 'nx' | 'procfs', load = () => nx.load('native')): MemoryTracker {
  const customCollector = { ...nxCollector(nx), create: () => new NxCollector(load) };
  const tracker = new MemoryTracker({ collector, customCollector });
  trackers.push(tracker);
  return tracker;
}

async function measurementWith(
  tracker: MemoryTracker,
  pid: number,
): Promise<PeakMeasurement | undefined> {
  tracker.startTracking('app:build', pid);
  for (
    let waits = 0;
    (tracker.measurementOf('app:build')?.maxProcesses ?? 0) < 2 && waits < 400;
    waits++
  ) {
    await sleep(50);
  }
  return tracker.measurementOf('app:build');
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux("Nx's own collector as a collector", () => {
  it('measures what procfs measures', async () => {
    const pid = await family();
    const theirs = await measurementWith(newTracker('nx'), pid);
    const ours = await measurementWith(newTracker('procfs'), pid);
    expect(theirs).toMatchObject({ collector: 'nx', method: 'rss', maxProcesses: 2 });
    expect(theirs?.peakRss).toBeGreaterThan(150 * MB);
    const apart = Math.abs((theirs?.peakRss ?? 0) - (ours?.peakRss ?? 0));
    expect(apart).toBeLessThan(0.05 * (ours?.peakRss ?? 0));
  });

  it('notices that a task has ended', async () => {
    const pid = await family();
    const tracker = newTracker('nx');
    await measurementWith(tracker, pid);
    expect(tracker.currentOf('app:build')).toBeGreaterThan(150 * MB);
    process.kill(childOf(pid), 'SIGKILL');
    while (tracker.currentOf('app:build') !== undefined) {
      await sleep(50);
    }
    expect(tracker.measurementOf('app:build')?.peakRss).toBeGreaterThan(150 * MB);
  });

  it('is given up for its reason in an nx that has none; the next collector measures', async () => {
    const tracker = newTracker('nx', () => ({}));
    const measurement = await measurementWith(tracker, await family());
    expect(measurement?.collector).toBe('procfs');
    expect(tracker.status().givenUp).toEqual([
      { collector: 'nx', reason: expect.stringContaining('no collector of metrics') as string },
    ]);
  });

  it('stops collecting when the last task is over', () => {
    const calls: string[] = [];
    class Collector {
      startCollection(): void {
        calls.push('start');
      }
      stopCollection(): boolean {
        calls.push('stop');
        return true;
      }
      registerTaskProcess(_id: string, pid: number): void {
        calls.push(String(pid));
      }
      subscribe(): void {
        calls.push('subscribe');
      }
    }
    const collector = new NxCollector(() => ({ ProcessMetricsCollector: Collector }));
    collector.add(1, 11);
    collector.add(2, 12);
    collector.drop(1);
    expect(calls).toEqual(['subscribe', 'start', '11', '12']);
    collector.drop(2);
    expect(calls.at(-1)).toBe('stop');
    collector.add(3, 13);
    expect(calls.slice(5)).toEqual(['subscribe', 'start', '13']);
  });
});

describe('the place of the collector among the collectors', () => {
  it.each([
    ['win32', 'first'],
    ['darwin', 'last'],
    ['linux', 'on-request'],
  ] as const)('is on %s: %s', (platform, place) => {
    expect(nxCollector(nx, platform).place).toBe(place);
  });
});

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}
