/** Room for the version, a number of 4 bytes; what follows stays aligned. */
const VERSION_BYTES = 8;

/** How shared memory is seen: so many bytes from an offset. */
export type ViewOf<View> = (memory: SharedArrayBuffer, offset: number) => View;

/**
 * Shared memory in which one thread publishes something and another one reads the newest at any
 * moment, without waiting. There is room for two copies: one is whole while the other is written, and
 * the version says which. The newest takes the place of the one before, so nothing piles up for a
 * reader who does not come.
 */
export class DoubleBuffer<View> {
  readonly memory: SharedArrayBuffer;
  readonly #version: Int32Array;
  readonly #copies: readonly [View, View];

  /**
   * @param copyBytes of one copy, a multiple of 8
   * @param memory that of the other thread; by default new, which Node fills with zeros
   */
  constructor(
    copyBytes: number,
    viewOf: ViewOf<View>,
    memory = new SharedArrayBuffer(VERSION_BYTES + 2 * copyBytes),
  ) {
    this.memory = memory;
    this.#version = new Int32Array(memory, 0, 1);
    this.#copies = [viewOf(memory, VERSION_BYTES), viewOf(memory, VERSION_BYTES + copyBytes)];
  }

  /** The copy to be written next, by one thread only; then `publish`. */
  get next(): View {
    return this.#copy(Atomics.load(this.#version, 0) + 1);
  }

  /** What was written into `next` is whole. */
  publish(): void {
    Atomics.add(this.#version, 0, 1);
  }

  /** The newest that is whole, as `take` makes something of it; undefined before the first. */
  read<T>(take: (copy: View) => T): T | undefined {
    for (;;) {
      const version = Atomics.load(this.#version, 0);
      if (version === 0) {
        return undefined;
      }
      const taken = take(this.#copy(version));
      // With the version the same, the other copy is the one that is being written, if any is.
      if (Atomics.load(this.#version, 0) === version) {
        return taken;
      }
    }
  }

  #copy(version: number): View {
    return this.#copies[(version & 1) as 0 | 1];
  }
}
