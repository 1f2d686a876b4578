import {
  formatMemory,
  cgroupsOf,
  readCgroupOomKills,
  readHostOomKills,
  readMemoryLimit,
  readKernelLog,
  sharesPidsWithKernel,
} from '@nx-peak/host';
import { nameOfLimitedCgroup } from './limited-cgroup';

/** What of a death by memory could be proven on this machine, for the doctor to tell. */
export interface EvidenceHere {
  /** There are counters, so that a kill by the kernel can be told from any other. */
  readonly countsKills: boolean;
  /** One line. */
  readonly text: string;
}

export function evidenceHere(): EvidenceHere {
  const [own] = cgroupsOf();
  const inCgroup = own !== undefined && readCgroupOomKills(own) !== undefined;
  const onMachine = readHostOomKills() !== undefined;
  const limit = readMemoryLimit();
  const sources = [
    ...(inCgroup ? [`the counter of cgroup ${own.path}`] : []),
    ...(onMachine ? ['the counter of the machine'] : []),
    ...(readKernelLog() !== undefined && sharesPidsWithKernel() ? ['the kernel log'] : []),
    "what tasks' output says of V8's heap",
  ];
  const bound =
    limit === undefined
      ? 'no memory limit'
      : `memory limit ${formatMemory(limit.bytes)} (${nameOfLimitedCgroup(limit.group)})`;
  return {
    countsKills: inCgroup || onMachine,
    text: `why a task died is told from ${sources.join(', ')}; ${bound}`,
  };
}
