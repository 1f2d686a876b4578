import type { MemoryTracker } from '@nx-peak/memory-tracker';
import type { Listener } from '../events';
import { type NxItself } from './nx-itself';

/** Measures nx itself from its first task on. A daemon may start, or start anew, at any time. */
export function measureNxItself(
  tracker: Pick<MemoryTracker, 'startTracking'>,
  nxItself: NxItself,
): Listener {
  const track = (): void => {
    for (const { id, pid, members } of nxItself.newRoots()) {
      tracker.startTracking(id, pid, { members });
    }
  };
  return { name: 'memory of nx itself', on: { 'process-started': track, 'batch-started': track } };
}
