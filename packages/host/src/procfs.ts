// What sampling processes needs, apart from the rest of this package: the sampling thread loads it, and
// each file that a thread loads delays its first sample.
export { now, toEpoch } from './clock';
export { errorCode, errorText } from './error-text';
export * from './procfs/descendants';
export * from './procfs/descriptor-budget';
export * from './procfs/last-pid';
export * from './procfs/number-reader';
export * from './procfs/new-child';
export * from './procfs/own-children';
export * from './procfs/parse-auxv';
export * from './procfs/parse-command-line';
export * from './procfs/parse-schedstat';
export * from './procfs/parse-stat';
export * from './procfs/parse-statm';
export * from './procfs/parse-status';
export * from './procfs/pid-range';
export * from './procfs/proc-files';
