export type { Cause, Confidence, Evidence, MemoryAtEnd, Diagnosis } from './diagnosis';
export { evidenceHere, type EvidenceHere } from './evidence/evidence-here';
export { nameOfLimitedCgroup } from './evidence/limited-cgroup';
export { OomKillLedger, type Counter } from './evidence/oom-kill-ledger';
export { OomCounters, type WatchedCgroups } from './evidence/oom-counters';
export { oomMessagesIn, type OomMessages } from './evidence/oom-messages';
export {
  endOfChild,
  endOfTerminalProcess,
  isSuccess,
  signalOf,
  type ProcessEnd,
} from './evidence/process-end';
export { describe, type Told } from './format-diagnosis';
export { decidingEnd, diagnose } from './rules/diagnose';
export { NO_COUNTER, type OomCase, type CountedKills, type CompetingTask } from './rules/oom-case';
