import { setTimeout as sleep } from 'node:timers/promises';
import type { MemoryTracker } from '../memory-tracker';

/** Far beyond what anything here takes: who waits so long waits for ever. */
const LIMIT_MS = 20_000;

/** Waits until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${LIMIT_MS} ms in vain for: ${condition.toString()}`);
    }
    await sleep(5);
  }
}

/**
 * Waits until a sample that began after this call has been taken. Two more samples, because one
 * may be under way.
 */
export async function untilSeen(tracker: MemoryTracker, id: string): Promise<void> {
  const before = tracker.measurementOf(id)?.samples ?? 0;
  await until(() => (tracker.measurementOf(id)?.samples ?? 0) >= before + 2);
}
