export { machineClassOf, memoryLimitOf } from '../record/machine-class';
export {
  isNxGroupType,
  NX_GROUP_TYPES,
  type CacheKind,
  type CiJob,
  type Machine,
  type MemoryMeasurement,
  type NxGroupType,
  type PeakProcess,
  type RunRecord,
  type RunSource,
  type TaskDiagnosis,
  type TaskOutcome,
} from '../record/run-record';
export type { EndedProcess, EndedTask, RunRecorderOptions, StartedTask } from './options';
export { RunRecorder } from './run-recorder';
export { newRunId } from '../runs/run-folders';
