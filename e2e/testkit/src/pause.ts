/** Blocks this thread for some milliseconds: for what cleans up while a process is about to exit. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
