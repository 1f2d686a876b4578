import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of the memory control group that all of this runs in, where groups can be made in it.
 * Undefined, with the reason as a warning, where not. Version 1 alone: there it is known beforehand.
 */
export function ownMemoryGroup(): string | undefined {
  const path = /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  if (path === undefined) {
    console.warn('Skipped: there is no version 1 control group for memory');
    return undefined;
  }
  const directory = join('/sys/fs/cgroup/memory', path);
  const trial = join(directory, `nx-peak-e2e-trial-${process.pid}`);
  try {
    mkdirSync(trial);
    rmdirSync(trial);
    return directory;
  } catch (error) {
    console.warn(`Skipped: no control group can be made: ${String(error)}`);
    return undefined;
  }
}
