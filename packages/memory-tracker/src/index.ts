export { ChildGroups, type ChildGroupPeak, type ChildGroupsHere } from './cgroups/child-groups';
export { headroom, type Headroom } from './cgroups/headroom';
export { readHostMemory, type HostMemory } from './cgroups/host-memory';
export { joinByShell, type ProgramStart } from './cgroups/join-by-shell';
export { memoryGroupsOf, type MemoryGroup } from './cgroups/memory-group';
export { readMemoryLimit, type MemoryLimit } from './cgroups/read-memory-limit';
export {
  readGroupOomCounts,
  readGroupOomKills,
  readHostOomKills,
  type GroupOomCounts,
} from './cgroups/read-oom-kills';
export { formatMemory } from './format-memory';
export {
  DEFAULT_INTERVAL_MS,
  MemoryTracker,
  type MemoryTrackerOptions,
  type TrackingOptions,
} from './memory-tracker';
export { isBuiltIn, METER_NAMES, type BuiltInMeterName, type MeterName } from './meters/meter';
export { MIN_INTERVAL_MS } from './sampler/look-budget';
export { meterChain, type MeterChain } from './meters/meter-chain';
export type { AdditionalMeter, TreeMeter, TreeRss } from './meters/tree-meter';
export { probeMeter, type ProbeResult } from './meters/probe-meter';
export type { PeakCaveat, PeakFigure, PeakMethod } from './peak-figure';
export type { PeakProcess, PeakProcesses } from './peak-processes';
export { readPss, type PssReading } from './procfs/pss';
export type { TrackerNotice } from './tracker-notice';
export type { MeterGivenUp, TrackerStatus } from './tracker-status';
