/** More than a batch of tasks gives in a minute, however long its reader is busy. */
const CAPACITY = 4096;

const FIELDS = 3;
const HEAD_BYTES = 8;
const [WRITTEN, READ] = [0, 1];

/** Takes a sample: of which id, when (milliseconds since the epoch), how many bytes. */
export type TakeSample = (key: number, at: number, bytes: number) => void;

/**
 * Samples on their way from one thread to another one, in order. When the reader does not come for
 * so long that the ring is full, the largest of what comes then is kept for each id.
 */
export class SampleRing {
  readonly memory: SharedArrayBuffer;
  readonly #counts: Int32Array;
  readonly #slots: Float64Array;
  readonly #held = new Map<number, { at: number; bytes: number }>();

  constructor(
    memory = new SharedArrayBuffer(HEAD_BYTES + CAPACITY * FIELDS * Float64Array.BYTES_PER_ELEMENT),
  ) {
    this.memory = memory;
    this.#counts = new Int32Array(memory, 0, 2);
    this.#slots = new Float64Array(memory, HEAD_BYTES);
  }

  /** Puts a sample for the reader. Only one thread may call this. */
  put(key: number, at: number, bytes: number): void {
    if (this.#held.size > 0 || this.#isFull()) {
      const held = this.#held.get(key);
      if (held === undefined || bytes > held.bytes) {
        this.#held.set(key, { at, bytes });
      }
      this.#putHeld();
    } else {
      this.#write(key, at, bytes);
    }
  }

  /** Gives each sample to `take`, which may drain, too. Only one other thread may call this. */
  drain(take: TakeSample): void {
    const written = Atomics.load(this.#counts, WRITTEN);
    for (
      let read = Atomics.load(this.#counts, READ);
      ((written - read) | 0) > 0;
      read = Atomics.load(this.#counts, READ)
    ) {
      const slot = (read & (CAPACITY - 1)) * FIELDS;
      const [key = 0, at = 0, bytes = 0] = this.#slots.subarray(slot, slot + FIELDS);
      Atomics.store(this.#counts, READ, (read + 1) | 0);
      take(key, at, bytes);
    }
  }

  #putHeld(): void {
    for (const [key, { at, bytes }] of this.#held) {
      if (this.#isFull()) {
        return;
      }
      this.#held.delete(key);
      this.#write(key, at, bytes);
    }
  }

  #isFull(): boolean {
    const written = Atomics.load(this.#counts, WRITTEN);
    return ((written - Atomics.load(this.#counts, READ)) | 0) >= CAPACITY;
  }

  #write(key: number, at: number, bytes: number): void {
    const written = Atomics.load(this.#counts, WRITTEN);
    const slot = (written & (CAPACITY - 1)) * FIELDS;
    this.#slots[slot] = key;
    this.#slots[slot + 1] = at;
    this.#slots[slot + 2] = bytes;
    Atomics.store(this.#counts, WRITTEN, (written + 1) | 0);
  }
}
