import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { MemoryTracker } from '../memory-tracker';
import { until } from '../testing/until';
import {
  childCgroupName,
  makerOfChildCgroup,
  ChildCgroups,
  thisMaker,
  joinByShell,
} from '@nx-peak/host';

const MB = 1024 ** 2;
const ID = 'app:build';

/** On a disk: /tmp may be a tmpfs, and what is written to one is memory and no page cache. */
const CACHES = resolve(__dirname, '../../../node_modules/.cache');

jest.setTimeout(60_000);

/** Made once, to know; each test opens its own. */
const PREFIX = 'memory-tracker-test-';
const here = ChildCgroups.open({ prefix: PREFIX });
if (here.kind === 'none') {
  console.warn(`Skipped: cgroups cannot be made here: ${here.reason}`);
}
const describeWithCgroups = here.kind === 'open' ? describe : describe.skip;

let cgroups: ChildCgroups;
let tracker: MemoryTracker;
let folder = '';
const children: ChildProcess[] = [];

/** A program in the cgroup of `ID`. What it leaves behind is in its process group. */
function start(file: string, ...args: string[]): ChildProcess {
  const cgroup = cgroups.cgroupOf(ID);
  const envPairs = Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ''}`);
  const how = joinByShell(ChildCgroups.procsFile(cgroup), {
    file,
    args: [file, ...args],
    envPairs,
  });
  if (how === undefined) {
    throw new Error(`${file} cannot be started`);
  }
  const child = spawn(how.file, how.args.slice(1), {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

const node = (code: string): ChildProcess => start(process.execPath, '-e', code);

/** The directories of this process's own cgroups that exist. */
function own(): string[] {
  return readdirSync(cgroups.directory).filter(
    (name) => makerOfChildCgroup(PREFIX, name)?.pid === process.pid,
  );
}

async function pidSaidBy(child: ChildProcess): Promise<number> {
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(() => said.includes('\n'));
  return Number(said);
}

function isAlive(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z';
  return !/\) [ZX]/.test(stat);
}

describeWithCgroups('cgroups of their own', () => {
  const daemons: number[] = [];

  beforeEach(() => {
    mkdirSync(CACHES, { recursive: true });
    folder = mkdtempSync(join(CACHES, 'groups-'));
    const opened = ChildCgroups.open({ prefix: PREFIX });
    if (opened.kind === 'none') {
      throw new Error(opened.reason);
    }
    cgroups = opened.cgroups;
    tracker = new MemoryTracker({ cgroups, intervalMs: 10_000 });
  });

  afterEach(async () => {
    tracker.dispose();
    daemons.splice(0).forEach((pid) => {
      if (isAlive(pid)) {
        process.kill(pid, 'SIGKILL');
      }
    });
    for (const child of children.splice(0)) {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        continue; // it has ended
      }
    }
    await until(() => {
      cgroups.dispose();
      return own().length === 0;
    });
    rmSync(folder, { recursive: true, force: true });
  });

  /** The measurement of a program that was run to its end. */
  async function measurementOf(
    child: ChildProcess,
  ): Promise<ReturnType<MemoryTracker['measurementOf']>> {
    tracker.startTracking(ID, child.pid ?? 0);
    await once(child, 'exit');
    tracker.stopTracking(ID);
    return tracker.measurementOf(ID);
  }

  it('tell a spike that no sample sees, exactly', async () => {
    const baseline = (await measurementOf(node('')))?.peakRss ?? 0;
    tracker.forget(ID);
    const measurement = await measurementOf(
      node(`
        const { execFileSync } = require('node:child_process');
        execFileSync(process.execPath, ['-e', 'Buffer.alloc(300 * 2 ** 20, 1)']);`),
    );
    // Two processes of node, of which one spikes.
    expect(measurement).toMatchObject({ method: 'cgroup', collector: 'cgroup', caveats: [] });
    expect(measurement?.peakRss).toBeGreaterThan(300 * MB + baseline);
    expect(measurement?.peakRss).toBeLessThan(300 * MB + 3 * baseline);
  });

  it('tell page cache from memory', async () => {
    const file = JSON.stringify(join(folder, 'file'));
    const measurement = await measurementOf(
      node(`
        const block = Buffer.alloc(2 ** 20, 1);
        const fd = require('fs').openSync(${file}, 'w');
        for (let i = 0; i < 300; i++) require('fs').writeSync(fd, block);`),
    );
    expect(measurement?.peakCgroup?.total).toBeGreaterThan(300 * MB);
    expect(measurement?.peakCgroup?.nonCache).toBe(measurement?.peakRss);
    expect(measurement?.peakRss).toBeLessThan(150 * MB);
  });

  it('keep a daemon that forked twice, whatever it does to its environment', async () => {
    const hold = JSON.stringify(
      'Buffer.alloc(200 * 2 ** 20, 1); setTimeout(() => {}, 60000); console.log(String(process.pid))',
    );
    const child = start('/bin/sh', '-c', `(env -i "$0" -e ${hold} &)`, process.execPath);
    daemons.push(await pidSaidBy(child));
    tracker.startTracking(ID, child.pid ?? 0);
    expect(tracker.measurementOf(ID)?.peakRss).toBeGreaterThan(200 * MB);
  });

  it('tell a task that was over before anything was sampled', async () => {
    const child = node('Buffer.alloc(100 * 2 ** 20, 1)');
    await once(child, 'exit');
    tracker.startTracking(ID, child.pid ?? 0);
    const measurement = tracker.measurementOf(ID);
    expect(measurement?.peakRss).toBeGreaterThan(100 * MB);
    expect(measurement).toMatchObject({ samples: 0, method: 'cgroup' });
  });

  it('say when a process joined late', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], {
      detached: true,
    });
    children.push(child);
    tracker.startTracking(ID, child.pid ?? 0);
    cgroups.join(ID, child.pid ?? 0);
    await until(() => (tracker.measurementOf(ID)?.peakCgroup?.total ?? 0) > 0);
    expect(tracker.measurementOf(ID)?.caveats).toContain('joined-late');
  });

  it('leave the peak to what was sampled when a process runs elsewhere', async () => {
    const child = node('setTimeout(() => {}, 60000)');
    cgroups.missed(ID);
    tracker.startTracking(ID, child.pid ?? 0);
    await until(() => tracker.measurementOf(ID)?.peakCgroup !== undefined);
    expect(tracker.measurementOf(ID)?.method).not.toBe('cgroup');
  });

  it('are gone when their processes are', async () => {
    await measurementOf(node(''));
    cgroups.dispose();
    expect(own()).toEqual([]);
  });

  it('are removed as soon as the last daemon has ended, without being told', async () => {
    const hold = JSON.stringify('setTimeout(() => {}, 60000); console.log(String(process.pid))');
    const child = start('/bin/sh', '-c', `("$0" -e ${hold} &)`, process.execPath);
    const daemon = await pidSaidBy(child);
    daemons.push(daemon);
    tracker.stopTracking(ID);
    tracker.startTracking('other', process.pid);
    cgroups.cgroupOf('other');
    process.kill(daemon, 'SIGKILL');
    await until(() => own().length === 1);
  });

  it('are removed by the next maker when theirs crashed, and left alone otherwise', () => {
    const { pidNamespace } = thisMaker();
    const crashed = childCgroupName(PREFIX, { pidNamespace, pid: process.pid, startTicks: 1 }, 1);
    const elsewhere = childCgroupName(
      PREFIX,
      { pidNamespace: '1', pid: process.pid, startTicks: 1 },
      1,
    );
    const alive = childCgroupName(PREFIX, thisMaker(), 1000);
    const made = [crashed, elsewhere, alive].map((name) => join(cgroups.directory, name));
    made.forEach((directory) => {
      mkdirSync(directory);
    });
    try {
      ChildCgroups.open({ prefix: PREFIX });
      expect(made.map((directory) => existsSync(directory))).toEqual([false, true, true]);
    } finally {
      made
        .filter((directory) => existsSync(directory))
        .forEach((directory) => {
          // A directory of a cgroup holds files that only rmdir(2) takes along.
          rmdirSync(directory);
        });
    }
  });
});
