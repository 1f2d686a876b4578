export { headroom, type Headroom } from './cgroups/headroom';
export { readHostMemory, type HostMemory } from './cgroups/host-memory';
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
export { METER_NAMES, type MeterName } from './meters/meter';
export { MIN_INTERVAL_MS } from './sampler/look-budget';
export { meterChain, type MeterChain } from './meters/meter-chain';
export { probeMeter, type ProbeResult } from './meters/probe-meter';
export type { PeakCaveat, PeakFigure, PeakMethod } from './peak-figure';
export { readPss, type PssReading } from './procfs/pss';
export type { TrackerNotice } from './tracker-notice';
export type { MeterGivenUp, TrackerStatus } from './tracker-status';
