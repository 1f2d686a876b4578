import type { PeakProcesses } from '../peak/peak-processes';
import { DoubleBuffer } from './double-buffer';

/** The size of one copy. Twenty command lines of 300 characters take a tenth of it. */
const COPY_BYTES = 64 * 1024;

/** The length of the text and the key of the id stand before the text. */
const HEAD_BYTES = 8;
const KEY_AT = 4;

/**
 * Where one thread publishes the processes at a peak and another one reads them at any moment,
 * without waiting. It serves one id after the other, see `SharedPeak`.
 */
export class SharedProcessList {
  readonly #copies: DoubleBuffer<Buffer>;

  constructor(memory?: SharedArrayBuffer) {
    this.#copies = new DoubleBuffer(COPY_BYTES, viewOf, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#copies.memory;
  }

  /** Publishes the processes at the peak of an id. Only one thread may call this. */
  publish(key: number, listed: PeakProcesses): void {
    const copy = this.#copies.next;
    copy.writeUInt32LE(copy.write(fitting(listed), HEAD_BYTES));
    copy.writeUInt32LE(key, KEY_AT);
    this.#copies.publish();
  }

  /** The newest list of this id that is whole; undefined before the first. */
  read(key: number): PeakProcesses | undefined {
    const text = this.#copies.read((copy) =>
      copy.readUInt32LE(KEY_AT) === key ? textIn(copy) : undefined,
    );
    return text === undefined ? undefined : (JSON.parse(text) as PeakProcesses);
  }
}

const viewOf = (memory: SharedArrayBuffer, offset: number): Buffer =>
  Buffer.from(memory, offset, COPY_BYTES);

const textIn = (copy: Buffer): string =>
  copy.toString('utf8', HEAD_BYTES, HEAD_BYTES + copy.readUInt32LE());

/** As JSON that has room in a copy: where it had none, the smaller processes go without command line. */
function fitting(listed: PeakProcesses): string {
  let text = JSON.stringify(listed);
  for (
    let kept = listed.processes.length - 1;
    kept >= 0 && Buffer.byteLength(text) > COPY_BYTES - HEAD_BYTES;
    kept--
  ) {
    const processes = listed.processes.map((process, i) =>
      i < kept ? process : { ...process, command: undefined },
    );
    text = JSON.stringify({ ...listed, processes });
  }
  return text;
}
