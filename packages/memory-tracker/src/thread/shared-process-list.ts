import type { PeakProcesses } from '../peak/peak-processes';
import { DoubleBuffer } from './double-buffer';

/** Of one copy. Twenty command lines of 300 characters take a tenth of it. */
const COPY_BYTES = 64 * 1024;

/** How long the text of a copy is, before the text. */
const LENGTH_BYTES = 4;

/**
 * Where one thread publishes the processes at a peak and another one reads them at any moment,
 * without waiting.
 */
export class SharedProcessList {
  private readonly copies: DoubleBuffer<Buffer>;

  constructor(memory?: SharedArrayBuffer) {
    this.copies = new DoubleBuffer(COPY_BYTES, viewOf, memory);
  }

  get memory(): SharedArrayBuffer {
    return this.copies.memory;
  }

  /** By one thread only. */
  publish(listed: PeakProcesses): void {
    const copy = this.copies.next;
    copy.writeUInt32LE(copy.write(fitting(listed), LENGTH_BYTES));
    this.copies.publish();
  }

  /** The newest that is whole; undefined before the first. */
  read(): PeakProcesses | undefined {
    const text = this.copies.read(textIn);
    return text === undefined ? undefined : (JSON.parse(text) as PeakProcesses);
  }
}

const viewOf = (memory: SharedArrayBuffer, offset: number): Buffer =>
  Buffer.from(memory, offset, COPY_BYTES);

const textIn = (copy: Buffer): string =>
  copy.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + copy.readUInt32LE());

/** As JSON that has room in a copy: where it had none, the smaller processes go without command line. */
function fitting(listed: PeakProcesses): string {
  let text = JSON.stringify(listed);
  for (
    let kept = listed.processes.length - 1;
    kept >= 0 && Buffer.byteLength(text) > COPY_BYTES - LENGTH_BYTES;
    kept--
  ) {
    const processes = listed.processes.map((process, i) =>
      i < kept ? process : { ...process, command: undefined },
    );
    text = JSON.stringify({ ...listed, processes });
  }
  return text;
}
