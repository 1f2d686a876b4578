import { emptyPart, PART_KEYS, type PeakState } from '../peak/peak-state';
import { DoubleBuffer } from './double-buffer';

const COPY_BYTES = PART_KEYS.length * Float64Array.BYTES_PER_ELEMENT;

/**
 * Where one thread publishes what it measured of one id and another one reads it at any moment,
 * without waiting.
 */
export class SharedPeak {
  private readonly copies: DoubleBuffer<Float64Array>;

  constructor(memory?: SharedArrayBuffer) {
    this.copies = new DoubleBuffer(COPY_BYTES, viewOf, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.copies.memory;
  }

  /** By one thread only. */
  publish(part: PeakState): void {
    const copy = this.copies.next;
    for (let i = 0; i < PART_KEYS.length; i++) {
      const key = PART_KEYS[i];
      if (key !== undefined) {
        copy[i] = part[key];
      }
    }
    this.copies.publish();
  }

  /** The newest that is whole; undefined before the first. */
  read(): PeakState | undefined {
    return this.copies.read(partIn);
  }
}

const viewOf = (memory: SharedArrayBuffer, offset: number): Float64Array =>
  new Float64Array(memory, offset, PART_KEYS.length);

function partIn(copy: Float64Array): PeakState {
  const part = emptyPart();
  PART_KEYS.forEach((key, i) => {
    part[key] = copy[i] ?? Number.NaN;
  });
  return part;
}
