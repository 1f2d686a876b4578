import { join } from 'node:path';
import { MemoryTracker } from '../memory-tracker';
import type { MemoryTrackerOptions, TrackerParts } from '../options';
import { Programs } from './programs';

/** With the entry of the sampling thread as it was built: a thread cannot load TypeScript. */
export const OWN_THREAD: TrackerParts = {
  workerFile: join(__dirname, '../../dist/thread/worker.js'),
};

export const MAIN_THREAD: TrackerParts = {};

/** What the tests of a file measure, and measure with. */
export interface Tracking {
  readonly programs: Programs;
  readonly newTracker: (options?: MemoryTrackerOptions, parts?: TrackerParts) => MemoryTracker;
}

/**
 * Programs, and trackers that sample in a thread of their own unless a test says otherwise. After each
 * test none of them is left.
 *
 * @param defaults the options of each tracker, beside those it is made with
 */
export function withTrackers(defaults: MemoryTrackerOptions = {}): Tracking {
  const programs = new Programs();
  const made: MemoryTracker[] = [];
  afterEach(() => {
    made.splice(0).forEach((tracker) => {
      tracker.dispose();
    });
    programs.killAll();
  });
  return {
    programs,
    newTracker(options = {}, parts = OWN_THREAD) {
      const tracker = new MemoryTracker({ ...defaults, ...options }, parts);
      made.push(tracker);
      return tracker;
    },
  };
}
