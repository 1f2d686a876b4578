import type { ContenderGroup } from '../contenders/contender-group';
import { wait } from '../support/wait';
import type { NativeTools } from '../truth/native-tools';
import { RecordedTask } from '../truth/recorded-task';
import type { Membership } from '../truth/task-group';
import type { PreparedWorkload } from '../workloads/workload';
import type { AccuracyRun } from './result';

export interface AccuracySetting {
  readonly tools: NativeTools;
  readonly membership: Membership;
  readonly contenders: ContenderGroup;
}

/** The longest period of a contender that samples fixed times, in milliseconds. */
const LONGEST_PERIOD_MS = 1000;

let number = 0;

/**
 * One run: the task is held until every contender measures it, as a task of Nx is measured from
 * the moment on at which its process is there.
 */
export async function performRun(
  { tools, membership, contenders }: AccuracySetting,
  { argv, cwd }: PreparedWorkload,
): Promise<AccuracyRun> {
  // The variables by which a process of an Nx task can be known.
  const environment = {
    NX_TASK_TARGET_PROJECT: 'bench',
    NX_TASK_HASH: `${process.pid}-${number++}`,
  };
  // Contenders that sample at fixed times meet the task at any of its moments, not always at the same.
  await wait(Math.random() * LONGEST_PERIOD_MS);
  const { task, pid } = await RecordedTask.hold(tools, membership, { argv, cwd, environment });
  const id = environment.NX_TASK_HASH;
  await contenders.track(id, pid, environment);
  await task.run();
  const figures = await contenders.stop(id);
  const truth = await task.truth();
  if (truth.exitCode !== 0) {
    const how = truth.signal > 0 ? `signal ${truth.signal}` : `exit code ${truth.exitCode}`;
    throw new Error(`it failed (${how}): ${task.output}`);
  }
  return { truth, figures };
}
