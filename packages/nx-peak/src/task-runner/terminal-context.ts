import type { MemoryTracker } from '@nx-peak/memory-tracker';
import type { Output } from './nx-internals';
import type { RunContext } from './run-context';
import type { SampleSeries } from './sample-series';
import type { ShownTask } from './shown-task';

/** What the seams of the terminal share beyond the run. */
export interface TerminalContext extends RunContext {
  readonly output: Output;
  readonly shown: ShownTask;
  readonly tracker: Pick<
    MemoryTracker,
    'startTracking' | 'measurementOf' | 'processesAtPeak' | 'forget' | 'sampleNow'
  >;
  /** Where samples are kept over time, by the id under which they are taken. */
  readonly series: Map<string, SampleSeries>;
}
