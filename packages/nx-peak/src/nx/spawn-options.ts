/** What `ChildProcess.prototype.spawn` gets, as far as it matters here. */
export interface SpawnOptions {
  readonly file?: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
  readonly cwd?: string | undefined;
  /** Who runs as somebody else may not join a cgroup of ours. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}
