/** Room for all commands on their way, in bytes: some hundreds, of about 300 bytes each. */
const CAPACITY = 64 * 1024;

/** The length of a command's text stands before the text. */
const LENGTH_BYTES = 4;
const HEAD_BYTES = 8;
const [WRITTEN, READ] = [0, 1];

/**
 * Commands on their way to another thread, in order, as JSON. Costs a fraction of a message through a
 * port, and the reader need not be woken for it. When the ring is full, commands wait with the writer
 * until the next one is put, or `flush` is called.
 */
export class CommandRing<Command> {
  readonly memory: SharedArrayBuffer;
  readonly #counts: Int32Array;
  readonly #bytes: Buffer;
  readonly #waiting: Buffer[] = [];

  constructor(memory = new SharedArrayBuffer(HEAD_BYTES + CAPACITY)) {
    this.memory = memory;
    this.#counts = new Int32Array(memory, 0, 2);
    this.#bytes = Buffer.from(memory, HEAD_BYTES, CAPACITY);
  }

  /**
   * Puts a command for the reader. Only one thread may call this.
   *
   * @returns false for a command that is longer than the ring, which is not put
   */
  put(command: Command): boolean {
    const text = JSON.stringify(command);
    const length = Buffer.byteLength(text);
    const record = Buffer.allocUnsafe(LENGTH_BYTES + length);
    if (record.length > CAPACITY) {
      return false;
    }
    record.writeUInt32LE(length);
    record.write(text, LENGTH_BYTES);
    this.#waiting.push(record);
    this.flush();
    return true;
  }

  /** Puts commands that wait for room. Only the writer may call this. */
  flush(): void {
    for (let record = this.#waiting[0]; record !== undefined; record = this.#waiting[0]) {
      const written = Atomics.load(this.#counts, WRITTEN);
      if (((written - Atomics.load(this.#counts, READ)) | 0) + record.length > CAPACITY) {
        return;
      }
      const start = written & (CAPACITY - 1);
      const first = record.copy(this.#bytes, start);
      record.copy(this.#bytes, 0, first);
      Atomics.store(this.#counts, WRITTEN, (written + record.length) | 0);
      this.#waiting.shift();
    }
  }

  /** Whether commands wait for room: the reader has to be woken. */
  get isFull(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether everything that was put has been taken. */
  get isEmpty(): boolean {
    return Atomics.load(this.#counts, WRITTEN) === Atomics.load(this.#counts, READ);
  }

  /** The oldest command; undefined when there is none. By one other thread only. */
  take(): Command | undefined {
    if (this.isEmpty) {
      return undefined;
    }
    const read = Atomics.load(this.#counts, READ);
    const length = this.#copyOut(read, LENGTH_BYTES).readUInt32LE();
    const text = this.#copyOut(read + LENGTH_BYTES, length).toString('utf8');
    Atomics.store(this.#counts, READ, (read + LENGTH_BYTES + length) | 0);
    return JSON.parse(text) as Command;
  }

  /** Bytes from a place on, which may be at the end of the ring and go on at its start. */
  #copyOut(from: number, length: number): Buffer {
    const start = from & (CAPACITY - 1);
    const end = start + length;
    return end <= CAPACITY
      ? this.#bytes.subarray(start, end)
      : Buffer.concat([this.#bytes.subarray(start), this.#bytes.subarray(0, end - CAPACITY)]);
  }
}
