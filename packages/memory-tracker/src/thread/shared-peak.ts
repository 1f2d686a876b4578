import { emptyPeakState, PEAK_STATE_KEYS, type PeakState } from '../peak/peak-state';
import { DoubleBuffer } from './double-buffer';

/** The key of the id comes first, then the numbers of its state. */
const FIELDS = 1 + PEAK_STATE_KEYS.length;
const COPY_BYTES = FIELDS * Float64Array.BYTES_PER_ELEMENT;

/**
 * Where one thread publishes what it measured of one id and another one reads it at any moment,
 * without waiting. It serves one id after the other: what is still published of the one before is not
 * taken for the next one's.
 */
export class SharedPeak {
  readonly #copies: DoubleBuffer<Float64Array>;

  /** @param memory that of the other thread; by default new */
  constructor(memory?: SharedArrayBuffer) {
    this.#copies = new DoubleBuffer(COPY_BYTES, viewOf, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#copies.memory;
  }

  /** Publishes what was measured of an id. Only one thread may call this. */
  publish(key: number, state: PeakState): void {
    const copy = this.#copies.next;
    copy[0] = key;
    for (let i = 0; i < PEAK_STATE_KEYS.length; i++) {
      const field = PEAK_STATE_KEYS[i];
      if (field !== undefined) {
        copy[i + 1] = state[field];
      }
    }
    this.#copies.publish();
  }

  /** The newest state of this id that is whole; undefined before the first. */
  read(key: number): PeakState | undefined {
    return this.#copies.read((copy) => (copy[0] === key ? stateIn(copy) : undefined));
  }
}

const viewOf = (memory: SharedArrayBuffer, offset: number): Float64Array =>
  new Float64Array(memory, offset, FIELDS);

function stateIn(copy: Float64Array): PeakState {
  const state = emptyPeakState();
  PEAK_STATE_KEYS.forEach((field, i) => {
    state[field] = copy[i + 1] ?? Number.NaN;
  });
  return state;
}
