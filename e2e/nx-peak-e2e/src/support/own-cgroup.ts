import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missing, there, until, type Attempt } from '@nx-peak/testkit';
import type { Rig } from '@nx-peak/testkit/rig';

/**
 * A memory cgroup that the tests of one file run in, with all that they start: what other tests make
 * meanwhile in the cgroup around it is not seen here.
 */
export class OwnCgroup implements Rig {
  /** The folder in which the cgroups of tasks are made. */
  readonly directory: string;
  /** Where the tests were before. */
  readonly #before: string;
  /** Where nx runs. */
  readonly #inside: string;

  private constructor(before: string, directory: string, inside: string) {
    this.#before = before;
    this.directory = directory;
    this.#inside = inside;
  }

  static create(): Attempt<OwnCgroup> {
    try {
      const memberships = readFileSync('/proc/self/cgroup', 'utf8');
      const v1 = /^\d+:memory:(.*)$/m.exec(memberships)?.[1];
      return there(
        v1 === undefined
          ? OwnCgroup.#ofVersion2(/^0::(.*)$/m.exec(memberships)?.[1] ?? '/')
          : OwnCgroup.#ofVersion1(v1),
      );
    } catch (error) {
      return missing(`no cgroup can be made: ${String(error)}`);
    }
  }

  /** Cgroups of tasks are made below the one nx runs in. */
  static #ofVersion1(path: string): OwnCgroup {
    const before = join('/sys/fs/cgroup/memory', path);
    const directory = join(before, `nx-peak-e2e-${process.pid}`);
    mkdirSync(directory);
    return new OwnCgroup(before, directory, directory);
  }

  /** A cgroup that holds processes has no children with limits, so they are made beside. */
  static #ofVersion2(path: string): OwnCgroup {
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
    return new OwnCgroup(before, directory, inside);
  }

  /** The tests are in it from now on, with all that they start. */
  setUp(): void {
    writeFileSync(join(this.#inside, 'cgroup.procs'), String(process.pid));
  }

  /** Back to the cgroup before; resolves when the last one has left and this one is gone. */
  async dispose(): Promise<void> {
    writeFileSync(join(this.#before, 'cgroup.procs'), String(process.pid));
    for (const directory of new Set([this.#inside, this.directory])) {
      await until('the cgroup to be empty', () => cgroupRemoved(directory));
    }
  }
}

/** Whether a cgroup is gone; it stays as long as somebody is still ending in it. */
export function cgroupRemoved(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    return false; // somebody is still in it
  }
}
