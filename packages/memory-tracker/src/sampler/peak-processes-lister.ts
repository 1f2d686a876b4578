import { toEpoch } from '@nx-peak/host/procfs';
import type { HeldProcess } from '../collectors/collector';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import type { PeakProcesses } from '../peak/peak-processes';
import { ProcessNames } from './process-names';

/** How many processes of a peak are listed. */
const MOST_LISTED = 20;

/** Takes the processes that made a peak, when it is one that those taken before do not explain. */
export type TakePeakProcesses = (accumulator: PeakAccumulator, listed: PeakProcesses) => void;

/** Lists the processes at each peak, for who wants to know. */
export class PeakProcessesLister {
  readonly #take: TakePeakProcesses;
  #names: ProcessNames | undefined;

  constructor(take: TakePeakProcesses) {
    this.#take = take;
  }

  /** To be called when a reading was just recorded: at the next sample its processes may be gone. */
  list(accumulator: PeakAccumulator, at: number, heldBy: () => HeldProcess[]): void {
    if (!accumulator.isUnexplained) {
      return;
    }
    accumulator.explained();
    this.#names ??= new ProcessNames();
    const largest = heldBy()
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, MOST_LISTED);
    this.#take(accumulator, {
      sum: accumulator.state.peakRss,
      at: toEpoch(at),
      processes: this.#names.named(largest),
    });
  }
}
