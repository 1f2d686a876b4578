import { progress } from '../support/progress';
import { inFreshProcess } from './fresh-process';
import type { LoadingRun } from './result';

/** Loading what runs inside nx, `runs` times in a fresh process; the first one warms the page cache up. */
export function measureLoading(runs: number): readonly LoadingRun[] {
  inFreshProcess('load.cjs');
  return Array.from({ length: runs }, (_, run) => {
    progress(`loading: ${run + 1}/${runs}`);
    return inFreshProcess('load.cjs') as LoadingRun;
  });
}
