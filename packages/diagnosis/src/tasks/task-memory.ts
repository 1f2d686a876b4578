/** Where the measurements of tasks come from. It is asked only about tasks that have failed. */
export interface MemoryProvider {
  /** What is measured under an id now, or was when it settled; undefined without a sample. */
  measurementOf(
    id: string,
  ): { /** Bytes. */ readonly peakRss: number; readonly samples: number } | undefined;
  /** The pids of the largest processes under an id at its peak; empty when they are not known. */
  processesAtPeak(id: string): readonly number[];
}

/** A provider that knows nothing: what counts then are the samples alone. */
export const NO_MEASUREMENTS: MemoryProvider = {
  measurementOf: () => undefined,
  processesAtPeak: () => [],
};

/** Memory of a process tree. */
export interface SampledMemory {
  readonly samples: number;
  readonly lastBytes: number;
  readonly peakBytes: number;
}

/**
 * Memory of every task's process tree. A provider knows the peak and the number of samples best, but
 * has no last sample, and nothing any more of a batch whose process has ended; so both are kept here.
 */
export class TaskMemory {
  readonly #provider: MemoryProvider;
  readonly #samples = new Map<string, SampledMemory>();

  constructor(provider: MemoryProvider) {
    this.#provider = provider;
  }

  /**
   * Takes a sample.
   * @returns the number of samples of this id so far
   */
  sampled(id: string, bytes: number): number {
    const { samples = 0, peakBytes = 0 } = this.#samples.get(id) ?? {};
    this.#samples.set(id, {
      samples: samples + 1,
      lastBytes: bytes,
      peakBytes: Math.max(peakBytes, bytes),
    });
    return samples + 1;
  }

  /**
   * Memory under an id; undefined without a sample. Samples come late, and a process that grew fast
   * before it was killed is in none of them, while the provider may know its high-water mark.
   */
  of(id: string): SampledMemory | undefined {
    // The provider comes first: asking it may bring the late samples.
    const measurement = this.#provider.measurementOf(id);
    const sampled = this.#samples.get(id);
    return measurement === undefined
      ? sampled
      : {
          samples: Math.max(measurement.samples, sampled?.samples ?? 0),
          lastBytes: sampled?.lastBytes ?? measurement.peakRss,
          peakBytes: Math.max(measurement.peakRss, sampled?.peakBytes ?? 0),
        };
  }

  /** The pids of the largest processes under an id at its peak; empty when they are not known. */
  processesAtPeak(id: string): readonly number[] {
    return this.#provider.processesAtPeak(id);
  }

  forget(id: string): void {
    this.#samples.delete(id);
  }
}
