export { ChildCgroups, type ChildCgroupPeak, type ChildCgroupsHere } from './cgroups/child-cgroups';
export { headroom, type Headroom } from './cgroups/headroom';
export { readHostMemory, type HostMemory } from './cgroups/host-memory';
export { joinByShell, type ProgramStart } from './cgroups/join-by-shell';
export { cgroupsOf, type Cgroup } from './cgroups/cgroup';
export { readMemoryLimit, type MemoryLimit } from './cgroups/read-memory-limit';
export {
  readCgroupOomCounts,
  readCgroupOomKills,
  readHostOomKills,
  type CgroupOomCounts,
} from './cgroups/read-oom-kills';
export { now, toEpoch } from './clock';
export { errorCode, errorText } from './error-text';
export { formatMemory } from './format-memory';
export * from './kernel-log/kernel-log';
export * from './kernel-log/kernel-log-reader';
export { isAlive, thisProcess, type RunProcess } from './process-identity';
export * from './procfs/descendants';
export * from './procfs/descriptor-budget';
export * from './procfs/last-pid';
export * from './procfs/number-reader';
export * from './procfs/own-children';
export * from './procfs/parse-auxv';
export * from './procfs/parse-command-line';
export * from './procfs/parse-schedstat';
export * from './procfs/parse-stat';
export * from './procfs/parse-statm';
export * from './procfs/parse-status';
export * from './procfs/pid-range';
export { canHaveStartedSince, isExiting, isRunning } from './procfs/process-state';
export * from './procfs/proc-files';
export { readSystemText as readText, type ReadText } from './read-text';
export { replaceFile } from './replace-file';
export { childCgroupName, makerOfChildCgroup } from './cgroups/child-cgroup-name';
export { thisMaker } from './cgroups/cgroup-maker';
