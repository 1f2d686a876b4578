import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until';

/**
 * A memory control group that the tests of one file run in, with all that they start: what other
 * tests make meanwhile in the group around it is not seen here. Version 1 alone: there it is known
 * beforehand where groups of tasks are made.
 */
export class OwnMemoryGroup {
  private constructor(
    private readonly around: string,
    /** Its folder. */
    readonly directory: string,
  ) {}

  /** Undefined, with the reason as a warning, where none can be made. */
  static create(): OwnMemoryGroup | undefined {
    const path = /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (path === undefined) {
      console.warn('Skipped: there is no version 1 control group for memory');
      return undefined;
    }
    const around = join('/sys/fs/cgroup/memory', path);
    const directory = join(around, `nx-peak-e2e-${process.pid}`);
    try {
      mkdirSync(directory);
      return new OwnMemoryGroup(around, directory);
    } catch (error) {
      console.warn(`Skipped: no control group can be made: ${String(error)}`);
      return undefined;
    }
  }

  enter(): void {
    writeFileSync(join(this.directory, 'cgroup.procs'), String(process.pid));
  }

  /** Back to the group around it; resolves when the last one has left and the group is gone. */
  async leave(): Promise<void> {
    writeFileSync(join(this.around, 'cgroup.procs'), String(process.pid));
    await until('the group to be empty', () => groupRemoved(this.directory));
  }
}

/** Whether a group is gone; it stays as long as somebody is still ending in it. */
export function groupRemoved(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}
