export {
  memoryLimitOf,
  type CacheKind,
  type GitState,
  type Machine,
  type MemoryMeasurement,
  type PeakProcess,
  type RunRecord,
  type TaskDiagnosis,
  type TaskOutcome,
} from '../record/run-record';
export { RunRecorder, type EndedProcess } from './run-recorder';
export { newRunId } from '../runs/run-folders';
