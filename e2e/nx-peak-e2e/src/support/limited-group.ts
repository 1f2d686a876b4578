import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A memory control group with a limit, in which programs run as in a container. */
export class LimitedGroup {
  private constructor(
    private readonly directory: string,
    private readonly hierarchy: string,
    private readonly mount: string,
  ) {}

  /** Undefined, with the reason as a warning, where none can be made. */
  static create(name: string, megabytes: number): LimitedGroup | undefined {
    for (const { hierarchy, limit, mount } of HIERARCHIES) {
      const directory = join(hierarchy, `nx-peak-e2e-${name}-${process.pid}`);
      const group = new LimitedGroup(directory, hierarchy, mount);
      try {
        mkdirSync(group.directory);
        writeFileSync(join(group.directory, limit), String(megabytes * 1024 * 1024));
        return group;
      } catch (error) {
        group.remove();
        console.warn(`No control group in ${hierarchy}: ${String(error)}`);
      }
    }
    console.warn('Skipped: kills by the kernel need a memory control group that can be written');
    return undefined;
  }

  /** What a shell does to be in the group, with all that it starts from then on. */
  get enter(): string {
    return `echo $$ > ${this.directory}/cgroup.procs`;
  }

  /**
   * What a shell does to run "$0" "$@" as a container does: in the group, which is the root of all it
   * sees, and with pids of its own. Ends with 137 when that is killed: what `unshare` itself makes of it
   * depends on its version.
   */
  get runInContainer(): string {
    const remount = `umount ${this.hierarchy} && ${this.mount} ${this.hierarchy} && mount -t proc proc /proc`;
    return `${this.enter} && exec unshare --cgroup --mount --pid --fork sh -c '${remount} && "$0" "$@"; exit $?' "$0" "$@"`;
  }

  /** Kills what still runs in it and removes it. */
  dispose(): void {
    const deadline = Date.now() + 10_000;
    while (!this.remove()) {
      if (Date.now() > deadline) {
        throw new Error(`${this.directory} cannot be removed`);
      }
      this.pids().forEach((pid) => {
        kill(pid);
      });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }

  private remove(): boolean {
    try {
      rmdirSync(this.directory);
      return true;
    } catch (error) {
      return (error as { code?: unknown }).code === 'ENOENT';
    }
  }

  private pids(): number[] {
    const text = readFileSync(join(this.directory, 'cgroup.procs'), 'utf8');
    return text.split('\n').filter(Boolean).map(Number);
  }
}

/** Where version 1 and version 2 are mounted, the file with the limit, and how to mount it anew. */
const HIERARCHIES = [
  {
    hierarchy: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    mount: 'mount -t cgroup -o ro,memory cgroup',
  },
  { hierarchy: '/sys/fs/cgroup', limit: 'memory.max', mount: 'mount -t cgroup2 -o ro cgroup' },
] as const;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
}
