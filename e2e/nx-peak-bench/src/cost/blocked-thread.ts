import { ContenderProcess } from '../contenders/contender-process';
import { CONTENDERS } from '../contenders/names';
import { progress } from '../support/progress';
import { wait } from '../support/wait';
import type { NativeTools } from '../truth/native-tools';
import { perContender } from './per-contender';
import type { BlockedRun, PerContender } from './result';
import { MARKER, TaskFamilies } from './task-family';

/** After which a contender looks as seldom as it ever does. */
const SETTLE_MS = 2500;
const SPAN_MS = 2000;

/** How each contender looks at a task while its main thread is free, and while it is not. */
export async function measureBlocked(
  tools: NativeTools,
  runs: number,
): Promise<PerContender<BlockedRun>> {
  const results = perContender<BlockedRun>();
  const task = await TaskFamilies.start(tools, { tasks: 1, processesEach: 3 });
  try {
    for (const name of CONTENDERS) {
      const contender = new ContenderProcess(name);
      try {
        await contender.ask('start', {});
        const [pid = 0] = task.pids;
        await contender.ask('track', { id: 'task', pid, environment: MARKER });
        await wait(SETTLE_MS);
        for (let run = 0; run < runs; run++) {
          progress(`blocked: ${name} ${run + 1}/${runs}`);
          const span = { id: 'task', ms: SPAN_MS };
          const free = await contender.ask('gaps', { ...span, blocked: false });
          results[name].push({
            free,
            blocked: await contender.ask('gaps', { ...span, blocked: true }),
          });
        }
      } finally {
        await contender.end();
      }
    }
  } finally {
    await task.end();
  }
  return results;
}
