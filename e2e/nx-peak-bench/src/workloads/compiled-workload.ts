import { there } from '@nx-peak/testkit';
import { temporaryFolder } from '../support/folders';
import type { Workload } from './workload';

/** A task that is one call of the compiled program, see native/workload.c. */
export function compiledWorkload(
  facts: Pick<Workload, 'name' | 'title' | 'runs' | 'quickRuns'>,
  ...args: readonly (string | number)[]
): Workload {
  return {
    ...facts,
    prepare: (tools) =>
      there({ argv: [tools.workload, ...args.map(String)], cwd: temporaryFolder() }),
  };
}
