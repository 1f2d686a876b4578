import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A memory control group with a limit, in which programs run as in a container. */
export class LimitedGroup {
  private constructor(private readonly directory: string) {}

  /** Undefined, with the reason as a warning, where none can be made. */
  static create(name: string, megabytes: number): LimitedGroup | undefined {
    for (const { hierarchy, limit } of HIERARCHIES) {
      const group = new LimitedGroup(join(hierarchy, `nx-peak-e2e-${name}-${process.pid}`));
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

/** Where version 1 and version 2 are mounted, and the file with the limit. */
const HIERARCHIES = [
  { hierarchy: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { hierarchy: '/sys/fs/cgroup', limit: 'memory.max' },
] as const;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
}
