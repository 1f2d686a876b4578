import { progress } from '../support/progress';
import type { Workload } from '../workloads/workload';
import { performRun, type AccuracySetting } from './perform-run';
import type { AccuracyRun, WorkloadResult } from './result';
import { isTrustworthy } from './trustworthy';

/** How many attempts there are for each run that is wanted, before a noisy machine is given up. */
const MAX_ATTEMPTS = 2;

/** A run to warm up, then so many that count. */
export async function performWorkload(
  setting: AccuracySetting,
  workload: Workload,
  runs: number,
): Promise<WorkloadResult> {
  const { name, title } = workload;
  const prepared = workload.prepare(setting.tools);
  if (prepared.kind === 'missing') {
    return { kind: 'skipped', name, title, reason: prepared.reason };
  }
  const kept: AccuracyRun[] = [];
  let discarded = 0;
  try {
    await performRun(setting, prepared.value);
    while (kept.length < runs && kept.length + discarded < runs * MAX_ATTEMPTS) {
      progress(`${name} ${kept.length + 1}/${runs}`);
      const run = await performRun(setting, prepared.value);
      if (isTrustworthy(run.truth)) {
        kept.push(run);
      } else {
        discarded++;
      }
    }
  } catch (error) {
    return { kind: 'skipped', name, title, reason: String(error) };
  }
  return kept.length > 0
    ? { kind: 'measured', name, title, runs: kept, discarded }
    : { kind: 'skipped', name, title, reason: 'the machine is too busy for the recorder' };
}
