import {
  formatMemory,
  cgroupsOf,
  readCgroupOomKills,
  readHostOomKills,
  readMemoryLimit,
  readKernelLog,
  sharesPidsWithKernel,
} from '@nx-peak/host';
import { nameOfLimitedCgroup } from '../wording/limited-cgroup';

/** The evidence about running out of memory that this host offers. */
export interface EvidenceHere {
  /** A counter of out-of-memory kills can be read: a kill by the kernel is recognised as such. */
  readonly countsKills: boolean;
  /** One line: the kinds of evidence, and the memory limit. */
  readonly text: string;
}

/** Finds out which evidence can be had on this host, for a user who asks. Reads a dozen files. */
export function evidenceHere(): EvidenceHere {
  const [own] = cgroupsOf();
  const inCgroup = own !== undefined && readCgroupOomKills(own) !== undefined;
  const onHost = readHostOomKills() !== undefined;
  const limit = readMemoryLimit();
  const sources = [
    ...(inCgroup ? [`cgroup counter ${own.path}`] : []),
    ...(onHost ? ['host counter'] : []),
    ...(readKernelLog() !== undefined && sharesPidsWithKernel() ? ['kernel log'] : []),
    'V8 messages',
  ];
  const limitText =
    limit === undefined
      ? 'no memory limit'
      : `memory limit ${formatMemory(limit.bytes)} (${nameOfLimitedCgroup(limit.cgroup)})`;
  return {
    countsKills: inCgroup || onHost,
    text: `OOM evidence available: ${sources.join(', ')}; ${limitText}`,
  };
}
