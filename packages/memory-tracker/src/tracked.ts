import type { ChildCgroupPeak } from '@nx-peak/host';
import type { Root } from './collectors/collector';
import type { Members } from './collectors/members';
import { PeakAccumulator } from './peak/peak-accumulator';
import { peakMeasurement, withCgroupPeak, type PeakMeasurement } from './peak/peak-measurement';
import { ofLargerSum, type PeakProcesses } from './peak/peak-processes';
import { mergePeaks, type PeakState } from './peak/peak-state';
import type { HandedOver } from './thread/handover';
import type { SharedMeasurement } from './thread/shared-measurement';

/** A measurement that does not change any more. */
interface Final {
  readonly measurement: PeakMeasurement | undefined;
  readonly processes: PeakProcesses | undefined;
}

/** One id: what both threads measured of it, as one. */
export class Tracked implements HandedOver {
  readonly id: string;
  /** What the sampling thread calls it. */
  readonly key: number;
  /** What the main thread measured. */
  readonly accumulator = new PeakAccumulator();
  /** What the sampling thread measures, once it was told of the id. */
  shared: SharedMeasurement | undefined;
  /** What its processes were when they were registered, or handed to the sampling thread. */
  known: Root[] = [];
  /** The processes at the peak that the main thread measured. */
  listed: PeakProcesses | undefined;
  #members: Members | undefined;
  #final: Final | undefined;

  constructor(id: string, key: number) {
    this.id = id;
    this.key = key;
  }

  get isFinal(): boolean {
    return this.#final !== undefined;
  }

  /** @throws RangeError when the id counts others already, naming it */
  expectMembers(members: Members): void {
    this.#members ??= members;
    if (this.#members !== members) {
      throw new RangeError(`${this.id} counts members '${this.#members}', not '${members}'`);
    }
  }

  /** What both threads measured. */
  get state(): PeakState {
    const { state } = this.accumulator;
    const other = this.shared?.peak.read(this.key);
    return other === undefined ? state : mergePeaks(state, other);
  }

  /** What its processes held together at the last sample, in bytes; undefined when none is left. */
  get currentBytes(): number | undefined {
    if (this.isFinal) {
      return undefined;
    }
    const { samples, goneAt, lastRss } = this.state;
    return samples > 0 && Number.isNaN(goneAt) ? lastRss : undefined;
  }

  /**
   * The measurement as of now, or the final one.
   *
   * @param at milliseconds of `clock.ts`
   * @param customName the name of the custom collector, if there is one
   */
  measurement(
    at: number,
    customName: string | undefined,
    cgroupPeak: () => ChildCgroupPeak | undefined,
  ): PeakMeasurement | undefined {
    if (this.#final !== undefined) {
      return this.#final.measurement;
    }
    const measurement = peakMeasurement(this.state, at, customName);
    return withCgroupPeak(this.#withoutLateness(measurement), cgroupPeak());
  }

  get processesAtPeak(): PeakProcesses | undefined {
    return this.#final === undefined
      ? ofLargerSum(this.listed, this.shared?.processes?.read(this.key))
      : this.#final.processes;
  }

  /** The measurement becomes the final one. */
  freeze(measurement: PeakMeasurement | undefined): void {
    // The measurement was asked for first: the thread publishes the processes before it, so these are
    // never those of a lower peak.
    this.#final = { measurement, processes: this.processesAtPeak };
    this.known = [];
  }

  /** Descendants that are started later than their root are not sampled late. */
  #withoutLateness(measurement: PeakMeasurement | undefined): PeakMeasurement | undefined {
    return measurement === undefined || this.#members !== 'unclaimed-descendants'
      ? measurement
      : {
          ...measurement,
          caveats: measurement.caveats.filter((caveat) => caveat !== 'sampled-late'),
        };
  }
}
