export {
  summarise,
  type NotSampled,
  type RunSummary,
  type SummarisedTask,
} from './analysis/summary';
export { parseRunRecord } from './record/parse-run-record';
export { RecordError } from './record/record-error';
export {
  memoryLimitOf,
  RECORD_FORMAT,
  RECORD_VERSION,
  type CacheKind,
  type DiagnosisCause,
  type DiagnosisConfidence,
  type GitState,
  type Machine,
  type Measuring,
  type MemoryMeasurement,
  type PeakProcess,
  type RunPeak,
  type RunProcess,
  type RunRecord,
  type RunState,
  type TaskDiagnosis,
  type TaskOutcome,
  type TaskRecord,
  type TaskShare,
  type TaskStatus,
  type ToolVersions,
} from './record/run-record';
export { plainText } from './formats/plain-text';
export type { Look, SeenProcess } from './recorder/look-lines';
export {
  RunRecorder,
  type EndedTask,
  type RunRecorderOptions,
  type StartedTask,
} from './recorder/run-recorder';
export { findRun, listRuns, type ListedRun } from './runs/list-runs';
export { readRecord, readRun, type RunData } from './runs/read-run';
export { runsFolder } from './runs/run-folders';
export { NO_SAMPLES, type RunSamples } from './samples/collect-samples';
export { maskArguments, maskSecrets, MASK } from './secrets/mask-secrets';
