import { progress } from '../support/progress';
import { inFreshProcess } from './fresh-process';
import type { ThreadStartRun } from './result';

/** The start of the sampling thread and of an empty one, in fresh processes, by turns. */
export function measureThreadStart(runs: number): readonly ThreadStartRun[] {
  const wallMsOf = (which: 'sampling' | 'empty'): number =>
    (inFreshProcess('start-thread.cjs', which) as { readonly wallMs: number }).wallMs;
  wallMsOf('sampling');
  return Array.from({ length: runs }, (_, run) => {
    progress(`thread: ${run + 1}/${runs}`);
    return { samplingMs: wallMsOf('sampling'), emptyMs: wallMsOf('empty') };
  });
}
