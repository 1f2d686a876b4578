export {
  analyse,
  type AnalysedTask,
  type NotSampled,
  type NxAnalysis,
  type RunAnalysis,
} from './analysis/run-analysis';
export { machineClassOf, memoryLimitOf, type MemoryLimitOfRun } from './record/machine-class';
export { parseRunRecord } from './record/parse-run-record';
export { RecordError } from './record/record-error';
export {
  isNxGroupType,
  NX_GROUP_TYPES,
  RECORD_FORMAT,
  RECORD_VERSION,
  type CacheKind,
  type CiJob,
  type DiagnosisCause,
  type DiagnosisConfidence,
  type Machine,
  type MachineClass,
  type Measuring,
  type MemoryMeasurement,
  type NxGroupType,
  type NxItself,
  type PeakProcess,
  type RunPeak,
  type RunProcess,
  type RunRecord,
  type RunSource,
  type RunState,
  type TaskDiagnosis,
  type TaskOutcome,
  type TaskRecord,
  type TaskShare,
  type ToolVersions,
} from './record/run-record';
export { plainText } from './formats/plain-text';
export type { EndedTask, RunRecorderOptions, StartedTask } from './recorder/options';
export { RunRecorder } from './recorder/run-recorder';
export { findRun, listRuns, type ListedRun } from './runs/list-runs';
export { readRecord, readRun, type RunData } from './runs/read-run';
export { runsFolder } from './runs/run-folders';
export { NO_SAMPLES, type RunSamples } from './samples/collect-samples';
export { maskArguments, maskSecrets, MASK } from './secrets/mask-secrets';
