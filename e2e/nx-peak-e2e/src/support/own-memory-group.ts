import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from './until';

/**
 * A memory control group that the tests of one file run in, with all that they start: what other
 * tests make meanwhile in the group around it is not seen here.
 */
export class OwnMemoryGroup {
  private constructor(
    /** Where the tests were before. */
    private readonly before: string,
    /** The folder in which the groups of tasks are made. */
    readonly directory: string,
    /** Where nx runs. */
    private readonly inside: string,
  ) {}

  /** Undefined, with the reason as a warning, where none can be made. */
  static create(): OwnMemoryGroup | undefined {
    try {
      const groups = readFileSync('/proc/self/cgroup', 'utf8');
      const v1 = /^\d+:memory:(.*)$/m.exec(groups)?.[1];
      return v1 === undefined
        ? OwnMemoryGroup.ofVersion2(/^0::(.*)$/m.exec(groups)?.[1] ?? '/')
        : OwnMemoryGroup.ofVersion1(v1);
    } catch (error) {
      console.warn(`Skipped: no control group can be made: ${String(error)}`);
      return undefined;
    }
  }

  /** Groups of tasks are made below the one nx runs in. */
  private static ofVersion1(path: string): OwnMemoryGroup {
    const before = join('/sys/fs/cgroup/memory', path);
    const directory = join(before, `nx-peak-e2e-${process.pid}`);
    mkdirSync(directory);
    return new OwnMemoryGroup(before, directory, directory);
  }

  /** A group that holds processes has no children with limits, so they are made beside. */
  private static ofVersion2(path: string): OwnMemoryGroup {
    const before = join('/sys/fs/cgroup', path);
    const directory = join('/sys/fs/cgroup', dirname(path), `nx-peak-e2e-${process.pid}`);
    const inside = join(directory, 'nx');
    mkdirSync(directory);
    try {
      writeFileSync(join(directory, 'cgroup.subtree_control'), '+memory');
      mkdirSync(inside);
    } catch (error) {
      rmdirSync(directory);
      throw error;
    }
    return new OwnMemoryGroup(before, directory, inside);
  }

  enter(): void {
    writeFileSync(join(this.inside, 'cgroup.procs'), String(process.pid));
  }

  /** Back to the group before; resolves when the last one has left and the group is gone. */
  async leave(): Promise<void> {
    writeFileSync(join(this.before, 'cgroup.procs'), String(process.pid));
    for (const directory of new Set([this.inside, this.directory])) {
      await until('the group to be empty', () => groupRemoved(directory));
    }
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
