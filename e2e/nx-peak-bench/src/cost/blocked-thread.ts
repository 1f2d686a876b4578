import { ContenderProcess } from '../contenders/contender-process';
import { CONTENDERS } from '../contenders/names';
import { progress } from '../support/progress';
import { wait } from '../support/wait';
import type { NativeTools } from '../truth/native-tools';
import { perContender } from './per-contender';
import type { BlockedRun, PerContender } from './result';
import { TaskFamilies } from './task-family';

/** After which a contender samples as seldom as it ever does. */
const SETTLE_MS = 2500;

/** Several samples of the slowest contender. */
const FREE_MS = 3500;
const BLOCKED_MS = 2000;

/** How each contender samples a task while its main thread is free, and while it is not. */
export async function measureBlocked(
  tools: NativeTools,
  runs: number,
): Promise<PerContender<BlockedRun>> {
  const results = perContender<BlockedRun>();
  const families = await TaskFamilies.start(tools, { tasks: 1, processesEach: 3 });
  try {
    for (const name of CONTENDERS) {
      const contender = new ContenderProcess(name);
      try {
        await contender.ask('start', {});
        for (const task of families.tasks) {
          await contender.ask('track', { id: 'task', ...task });
        }
        await wait(SETTLE_MS);
        for (let run = 0; run < runs; run++) {
          progress(`blocked: ${name} ${run + 1}/${runs}`);
          const id = 'task';
          const free = await contender.ask('gaps', { id, ms: FREE_MS, blocked: false });
          const blocked = await contender.ask('gaps', { id, ms: BLOCKED_MS, blocked: true });
          results[name].push({ free, blocked });
        }
      } finally {
        await contender.end();
      }
    }
  } finally {
    await families.end();
  }
  return results;
}
