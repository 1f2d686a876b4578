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
export { formatMemory } from './format-memory';
export * from './kernel-log/kernel-log';
export * from './kernel-log/kernel-log-reader';
export * from './procfs';
export { isAlive, startTime, thisProcess, type ProcessIdentity } from './process-identity';
export { canHaveStartedSince, isExiting } from './procfs/process-state';
export { KeptOpen } from './kept-open';
export { readText, type ReadText } from './read-text';
export { replaceFile } from './replace-file';
export { childCgroupName, makerOfChildCgroup } from './cgroups/child-cgroup-name';
export { thisMaker } from './cgroups/cgroup-maker';
