import { ContenderProcess } from '../contenders/contender-process';
import { CONTENDERS } from '../contenders/names';
import { progress } from '../support/progress';
import { wait } from '../support/wait';
import type { NativeTools } from '../truth/native-tools';
import { perContender } from './per-contender';
import type { PerContender, StartUpRun } from './result';
import { TaskFamilies, type RunningTask } from './task-family';

const FIRST_SECOND_MS = 1000;

/** Each contender `runs` times in a fresh process, by turns. */
export async function measureStartUp(
  tools: NativeTools,
  runs: number,
): Promise<PerContender<StartUpRun>> {
  const results = perContender<StartUpRun>();
  const families = await TaskFamilies.start(tools, { tasks: 1, processesEach: 3 });
  try {
    for (let run = 0; run < runs; run++) {
      for (const name of CONTENDERS) {
        progress(`start-up: ${name} ${run + 1}/${runs}`);
        const contender = new ContenderProcess(name);
        try {
          results[name].push(await startUp(contender, families.tasks));
        } finally {
          await contender.end();
        }
      }
    }
  } finally {
    await families.end();
  }
  return results;
}

async function startUp(
  contender: ContenderProcess,
  [task]: readonly RunningTask[],
): Promise<StartUpRun> {
  if (task === undefined) {
    throw new Error('no task runs');
  }
  const before = await contender.ask('cpu', {});
  const start = await contender.ask('start', {});
  const first = await contender.ask('first-sample', { id: 'task', ...task });
  await wait(Math.max(0, FIRST_SECOND_MS - first.sampleMs));
  const after = await contender.ask('cpu', {});
  return {
    blockedMs: start.ms + first.trackMs,
    firstSampleMs: first.sampleMs,
    cpuMs: after.ownMs + after.childrenMs - before.ownMs - before.childrenMs,
    rss: after.rss - before.rss,
  };
}
