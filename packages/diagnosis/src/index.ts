export type { Cause, Confidence, Evidence, MemoryAtEnd, Verdict } from './diagnosis';
export { evidenceHere, type EvidenceHere } from './evidence/evidence-here';
export { nameOfLimitedCgroup } from './evidence/limited-cgroup';
export { KillLedger, type Counter } from './evidence/oom-kill-ledger';
export { OomCounters, type WatchedCgroups } from './evidence/oom-counters';
export { wordsIn, type OutputWords } from './evidence/oom-messages';
export {
  endOfChild,
  endOfTerminalProcess,
  isSuccess,
  signalOf,
  type ProcessEnd,
} from './evidence/process-end';
export { describe, type Told } from './format-diagnosis';
export { decidingEnd, judge } from './rules/diagnose';
export { NO_COUNTER, type Circumstances, type CountedKills, type Rival } from './rules/oom-case';
