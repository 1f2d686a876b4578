import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, there, type Attempt } from '../support/attempt';
import { atEnd } from '../support/clean-up';
import { isLeftOver, ownName } from '../support/own-name';

/** A memory control group with a limit, in which nx and its tasks run as in a container. */
export interface LimitedGroup {
  /** A process whose pid is written into this file is in it, with all that it starts then. */
  readonly procs: string;
  /** How many processes the kernel has killed in it for want of memory. */
  kills(): number;
  /** Kills all processes in it; they may take a moment to leave. */
  killAll(): void;
}

/** Where version 1 and version 2 are mounted: the file with the limit, and that with the kills. */
const HIERARCHIES = [
  {
    mount: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    counter: 'memory.oom_control',
  },
  { mount: '/sys/fs/cgroup', limit: 'memory.max', counter: 'memory.events' },
] as const;

/** Until the benchmark ends. */
export function makeLimitedGroup(bytes: number): Attempt<LimitedGroup> {
  const reasons: string[] = [];
  for (const hierarchy of HIERARCHIES) {
    try {
      return there(makeIn(hierarchy, bytes));
    } catch (error) {
      reasons.push(`${hierarchy.mount}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
    }
  }
  return missing(`no memory control group can be made (${reasons.join(', ')})`);
}

function makeIn(
  { mount, limit, counter }: (typeof HIERARCHIES)[number],
  bytes: number,
): LimitedGroup {
  readdirSync(mount)
    .filter(isLeftOver)
    .forEach((left) => {
      removed(join(mount, left));
    });
  const folder = join(mount, `${ownName()}-verdicts`);
  mkdirSync(folder);
  const procs = join(folder, 'cgroup.procs');
  const kills = (): number => {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync(join(folder, counter), 'utf8'))?.[1];
    if (count === undefined) {
      throw new Error(`${counter} does not count kills: Linux 4.13 or later is needed`);
    }
    return Number(count);
  };
  const killAll = (): void => {
    readFileSync(procs, 'utf8').split('\n').filter(Boolean).map(Number).forEach(kill);
  };
  try {
    writeFileSync(join(folder, limit), String(bytes));
    kills();
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  atEnd(() => {
    for (let attempt = 0; !removed(folder); attempt++) {
      if (attempt === 100) {
        throw new Error(`${folder} cannot be removed`);
      }
      killAll();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  });
  return { procs, kills, killAll };
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false; // something is still in it
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
}
