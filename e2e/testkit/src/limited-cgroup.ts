import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { missing, there, type Attempt } from './attempt';
import { pause } from './pause';

/** The files of one version of the memory cgroup, and how its hierarchy is mounted. */
interface Hierarchy {
  readonly mountPoint: string;
  readonly limit: string;
  readonly kills: string;
  /** What mounts it anew, read-only, without the mount point. */
  readonly mount: string;
}

const HIERARCHIES: readonly Hierarchy[] = [
  {
    mountPoint: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    kills: 'memory.oom_control',
    mount: 'mount -t cgroup -o ro,memory cgroup',
  },
  {
    mountPoint: '/sys/fs/cgroup',
    limit: 'memory.max',
    kills: 'memory.events',
    mount: 'mount -t cgroup2 -o ro cgroup',
  },
];

/**
 * A memory cgroup with a limit, of version 1 or 2, in which programs run as in a container. Its name
 * ends with the pid of its maker: what a maker that was killed has left is removed by the next one.
 */
export class LimitedCgroup {
  readonly #directory: string;
  readonly #hierarchy: Hierarchy;

  private constructor(directory: string, hierarchy: Hierarchy) {
    this.#directory = directory;
    this.#hierarchy = hierarchy;
  }

  /**
   * Makes it below the root of the first hierarchy that can be written.
   *
   * @param name one word, the same in every run
   * @param megabytes its limit
   */
  static create(name: string, megabytes: number): Attempt<LimitedCgroup> {
    const reasons: string[] = [];
    for (const hierarchy of HIERARCHIES) {
      try {
        return there(LimitedCgroup.#createIn(hierarchy, `nx-peak-test-${name}`, megabytes));
      } catch (error) {
        reasons.push(`${hierarchy.mountPoint}: ${codeOf(error)}`);
      }
    }
    return missing(`no memory cgroup can be made (${reasons.join(', ')})`);
  }

  static #createIn(hierarchy: Hierarchy, prefix: string, megabytes: number): LimitedCgroup {
    readdirSync(hierarchy.mountPoint)
      .filter((entry) => isLeftOver(entry, prefix))
      .forEach((entry) => removed(join(hierarchy.mountPoint, entry)));
    const directory = join(hierarchy.mountPoint, `${prefix}-${process.pid}`);
    mkdirSync(directory);
    const cgroup = new LimitedCgroup(directory, hierarchy);
    try {
      writeFileSync(join(directory, hierarchy.limit), String(megabytes * 1024 * 1024));
      cgroup.kills();
      return cgroup;
    } catch (error) {
      rmdirSync(directory);
      throw error;
    }
  }

  /** How it is called below the root of its hierarchy. */
  get name(): string {
    return basename(this.#directory);
  }

  /** A process whose pid is written into this file is in it, with all that it starts from then on. */
  get procs(): string {
    return join(this.#directory, 'cgroup.procs');
  }

  /** What a shell does to be in it, with all that it starts from then on. */
  get enter(): string {
    return `echo $$ > ${this.procs}`;
  }

  /**
   * What a shell does to run "$0" "$@" as a container does: in the cgroup, which is the root of all it
   * sees, and with pids of its own. Ends with 137 when that is killed: what `unshare` itself makes of it
   * depends on its version.
   */
  get runInContainer(): string {
    const { mountPoint, mount } = this.#hierarchy;
    const remount = `umount ${mountPoint} && ${mount} ${mountPoint} && mount -t proc proc /proc`;
    return `${this.enter} && exec unshare --cgroup --mount --pid --fork sh -c '${remount} && "$0" "$@"; exit $?' "$0" "$@"`;
  }

  /**
   * How many processes the kernel has killed in it because it was out of memory.
   *
   * @throws Error where the kernel does not count them: before Linux 4.13
   */
  kills(): number {
    const text = readFileSync(join(this.#directory, this.#hierarchy.kills), 'utf8');
    const count = /^oom_kill (\d+)$/m.exec(text)?.[1];
    if (count === undefined) {
      throw new Error(
        `${this.#hierarchy.kills} does not count kills: Linux 4.13 or later is needed`,
      );
    }
    return Number(count);
  }

  /** Kills all processes in it; they may take a moment to leave. */
  killAll(): void {
    const pids = readFileSync(this.procs, 'utf8').split('\n').filter(Boolean);
    pids.map(Number).forEach(kill);
  }

  /**
   * Kills what still runs in it and removes it.
   *
   * @throws Error when something stays in it for ten seconds
   */
  dispose(): void {
    const deadline = Date.now() + 10_000;
    while (!removed(this.#directory)) {
      if (Date.now() > deadline) {
        throw new Error(`${this.#directory} cannot be removed`);
      }
      this.killAll();
      pause(50);
    }
  }
}

function isLeftOver(entry: string, prefix: string): boolean {
  const pid = entry.startsWith(`${prefix}-`) ? Number(entry.slice(prefix.length + 1)) : Number.NaN;
  return Number.isInteger(pid) && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Whether it is gone now; not while something is still in it. */
function removed(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return codeOf(error) === 'ENOENT';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
