export {
  DEFAULT_INTERVAL_MS,
  MemoryTracker,
  type MemoryTrackerOptions,
  type TrackingOptions,
} from './memory-tracker';
export {
  isBuiltIn,
  METER_NAMES,
  type BuiltInMeterName,
  type MeterName,
} from './collectors/listing/process-lister';
export { MIN_INTERVAL_MS } from './sampler/sampling-share';
export { meterChain, type MeterChain } from './collectors/collector-chain';
export type { AdditionalMeter, TreeMeter, TreeRss } from './collectors/external/external-collector';
export { probeMeter, type ProbeResult } from './collectors/probe-collector';
export type { PeakCaveat, PeakFigure, PeakMethod } from './peak/peak-measurement';
export type { PeakProcess, PeakProcesses } from './peak/peak-processes';
export type { TrackerNotice } from './tracker-notice';
export type { MeterGivenUp, TrackerStatus } from './tracker-status';
