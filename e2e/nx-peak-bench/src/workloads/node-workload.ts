import { join } from 'node:path';
import { there } from '@nx-peak/testkit';
import { PROGRAMS, temporaryFolder } from '../support/folders';
import type { Workload } from './workload';

/** A task that is one of the programs of this project, run by node. */
export function nodeWorkload(
  facts: Pick<Workload, 'name' | 'title' | 'runs' | 'quickRuns'>,
  program: string,
  options: Readonly<Record<string, number>>,
): Workload {
  return {
    ...facts,
    prepare: () =>
      there({
        argv: [
          process.execPath,
          join(PROGRAMS, program),
          ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
        ],
        cwd: temporaryFolder(),
      }),
  };
}
