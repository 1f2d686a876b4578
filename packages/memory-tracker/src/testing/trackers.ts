import { join } from 'node:path';
import { MemoryTracker } from '../memory-tracker';
import type { MemoryTrackerOptions, TrackerParts } from '../options';

/** With the entry of the sampling thread as it was built: a thread cannot load TypeScript. */
export const OWN_THREAD: TrackerParts = {
  workerFile: join(__dirname, '../../dist/thread/worker.js'),
};

export const MAIN_THREAD: TrackerParts = {};

/** Makes trackers, and disposes of whatever of them is left. */
export class Trackers {
  #made: MemoryTracker[] = [];

  make(options: MemoryTrackerOptions, parts: TrackerParts): MemoryTracker {
    const tracker = new MemoryTracker(options, parts);
    this.#made.push(tracker);
    return tracker;
  }

  disposeAll(): void {
    this.#made.splice(0).forEach((tracker) => {
      tracker.dispose();
    });
  }
}
