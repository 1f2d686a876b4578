import { emptyPart, PART_KEYS, type FigurePart } from '../tally/figure-part';

const VERSION_BYTES = 8;

/**
 * Where one thread publishes what it measured of one id and another one reads it at any moment,
 * without waiting. There is room for two copies: one is whole while the other is written, and the
 * version says which.
 */
export class FigureBoard {
  readonly memory: SharedArrayBuffer;
  private readonly version: Int32Array;
  private readonly copies: readonly Float64Array[];

  constructor(
    memory = new SharedArrayBuffer(
      VERSION_BYTES + 2 * PART_KEYS.length * Float64Array.BYTES_PER_ELEMENT,
    ),
  ) {
    this.memory = memory;
    this.version = new Int32Array(memory, 0, 1);
    const bytes = PART_KEYS.length * Float64Array.BYTES_PER_ELEMENT;
    this.copies = [0, 1].map(
      (copy) => new Float64Array(memory, VERSION_BYTES + copy * bytes, PART_KEYS.length),
    );
  }

  /** By one thread only. */
  publish(part: FigurePart): void {
    const next = Atomics.load(this.version, 0) + 1;
    const copy = this.copies[next & 1];
    for (let i = 0; copy !== undefined && i < PART_KEYS.length; i++) {
      const key = PART_KEYS[i];
      if (key !== undefined) {
        copy[i] = part[key];
      }
    }
    Atomics.store(this.version, 0, next);
  }

  /** The newest that is whole; undefined before the first. */
  read(): FigurePart | undefined {
    for (;;) {
      const version = Atomics.load(this.version, 0);
      if (version === 0) {
        return undefined;
      }
      const copy = this.copies[version & 1];
      const part = emptyPart();
      PART_KEYS.forEach((key, i) => {
        part[key] = copy?.[i] ?? Number.NaN;
      });
      // With the version the same, the other copy is the one that is being written, if any is.
      if (Atomics.load(this.version, 0) === version) {
        return part;
      }
    }
  }
}
