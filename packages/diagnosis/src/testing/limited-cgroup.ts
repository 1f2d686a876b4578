import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupsOf } from '@nx-peak/host';

/**
 * A memory cgroup with a limit, made for a test and taken away by it. Not that of the testkit: packages
 * do not import from e2e/, which is built after them.
 */
export class LimitedCgroup {
  private constructor(readonly directory: string) {}

  /**
   * @param name what it is called, beside the process that makes it
   * @returns why none can be made here, where none can
   */
  static create(name: string, bytes: number): LimitedCgroup | { readonly reason: string } {
    const top = cgroupsOf().at(-1);
    if (top === undefined) {
      return { reason: 'no memory cgroup can be seen' };
    }
    const cgroup = new LimitedCgroup(join(top.directory, `nx-peak-${name}-${process.pid}`));
    const files = top.version === 1 ? V1 : V2;
    try {
      mkdirSync(cgroup.directory);
    } catch (error) {
      return { reason: `no cgroup can be made in ${top.directory}: ${String(error)}` };
    }
    try {
      writeFileSync(join(cgroup.directory, files.limit), String(bytes));
      return cgroup;
    } catch (error) {
      rmdirSync(cgroup.directory);
      return { reason: `no limit can be set in ${cgroup.directory}: ${String(error)}` };
    }
  }

  /** What a shell does to be in the cgroup, with all that it starts from then on. */
  get enter(): string {
    return `echo $$ > ${this.directory}/cgroup.procs`;
  }

  /** Kills what still runs in it and removes it. */
  dispose(): void {
    for (let attempt = 0; ; attempt++) {
      const pids = readFileSync(join(this.directory, 'cgroup.procs'), 'utf8').split('\n');
      pids.filter(Boolean).forEach((pid) => {
        kill(Number(pid));
      });
      try {
        rmdirSync(this.directory);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) {
          throw error;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); // they are ending
      }
    }
  }
}

const V1 = { limit: 'memory.limit_in_bytes' };
const V2 = { limit: 'memory.max' };
const ATTEMPTS = 100;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has just ended
  }
}
