export type { Cause, Confidence, Diagnosis, Evidence, MemoryAtEnd } from './diagnosis';
export { evidenceHere, type EvidenceHere } from './evidence/evidence-here';
export type { TaskEnding } from './rules/oom-case';
export type { Counter } from './rules/oom-kill-ledger';
export {
  decidingEnd,
  endOfChild,
  endOfTerminalProcess,
  isSuccess,
  signalOf,
  type ProcessEnd,
} from './rules/process-end';
export { TaskDiagnoses, type TaskDiagnosesOptions } from './task-diagnoses';
export type { MemoryProvider } from './tasks/task-memory';
export { formatDiagnosis, type DiagnosisText } from './wording/format-diagnosis';
export { nameOfLimitedCgroup } from './wording/limited-cgroup';
