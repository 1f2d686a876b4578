export { MemoryTracker } from './memory-tracker';
export { DEFAULT_INTERVAL_MS, type MemoryTrackerOptions, type TrackingOptions } from './options';
export type { Members } from './collectors/members';
export {
  isBuiltIn,
  COLLECTOR_NAMES,
  type BuiltInCollectorName,
  type CollectorName,
} from './collectors/collector-names';
export { MIN_INTERVAL_MS } from './sampler/sampling-share';
export { collectorChain, type CollectorChain } from './collectors/collector-chain';
export type {
  CustomCollector,
  ExternalCollector,
  TreeRss,
} from './collectors/external/external-collector';
export { probeCollector, type ProbeResult } from './collectors/probe-collector';
export type { PeakCaveat, PeakMeasurement, PeakMethod } from './peak/peak-measurement';
export type { PeakProcess, PeakProcesses } from './peak/peak-processes';
export type { TrackerNotice } from './tracker-notice';
export type { CollectorGivenUp, TrackerStatus } from './tracker-status';
