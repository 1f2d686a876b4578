import { SharedPeak } from './shared-peak';
import { SharedProcessList } from './shared-process-list';

/** Where the sampling thread publishes what it measures of one id. */
export interface SharedMeasurement {
  /** What both threads call it. */
  readonly number: number;
  readonly peak: SharedPeak;
  /** Undefined when nobody wants to know the processes at the peak. */
  readonly processes: SharedProcessList | undefined;
}

/**
 * Shared memory that one id uses after the other: a list of processes is 128 kB, which Node fills with
 * zeros, so that new memory for each of many short tasks would cost more than measuring them.
 */
export class SharedMeasurements {
  readonly #listProcesses: boolean;
  readonly #free: SharedMeasurement[] = [];
  #made = 0;

  /** @param listProcesses whether somebody wants to know the processes at each peak */
  constructor(listProcesses: boolean) {
    this.#listProcesses = listProcesses;
  }

  take(): SharedMeasurement {
    return (
      this.#free.pop() ?? {
        number: this.#made++,
        peak: new SharedPeak(),
        processes: this.#listProcesses ? new SharedProcessList() : undefined,
      }
    );
  }

  /** Nobody reads what is published there any more. */
  giveBack(shared: SharedMeasurement): void {
    this.#free.push(shared);
  }
}
