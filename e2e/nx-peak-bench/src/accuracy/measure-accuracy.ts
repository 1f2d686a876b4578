import { missing, there, type Attempt } from '@nx-peak/testkit';
import { ContenderGroup } from '../contenders/contender-group';
import type { NativeTools } from '../truth/native-tools';
import { findMembership, type Membership } from '../truth/task-group';
import { workloads } from '../workloads/all';
import type { Selection } from '../selection';
import { performWorkload } from './perform-workload';
import type { AccuracyResult, WorkloadResult } from './result';

/** All selected workloads, one after another. */
export async function measureAccuracy(
  tools: Attempt<NativeTools>,
  { only, runs, quick }: Selection,
): Promise<Attempt<AccuracyResult>> {
  if (process.platform !== 'linux') {
    return missing('its recorder reads /proc, which only Linux has');
  }
  if (tools.kind === 'missing') {
    return tools;
  }
  const membership = findMembership();
  const contenders = await ContenderGroup.start();
  const results: WorkloadResult[] = [];
  try {
    const setting = { tools: tools.value, membership, contenders };
    for (const workload of workloads.filter(({ name }) => only?.includes(name) ?? true)) {
      const wanted = runs ?? (quick ? workload.quickRuns : workload.runs);
      results.push(await performWorkload(setting, workload, wanted));
    }
  } finally {
    await contenders.end();
  }
  return there({ truth: truthOf(membership), workloads: results });
}

function truthOf(membership: Membership): string {
  const samples = 'a recorder that reads every process of the task each millisecond';
  switch (membership.kind) {
    case 'cgroup': {
      const kernel = membership.hasMemory
        ? `the kernel's own account of that group (version ${membership.parent.version})`
        : 'no account by the kernel, because the group has no memory controller';
      return `${samples}, in a cgroup of its own; wait4; ${kernel}`;
    }
    case 'descendants':
      return `${samples}, found as its descendants (${membership.reason}); wait4`;
  }
}
