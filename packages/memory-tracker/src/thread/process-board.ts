import type { PeakProcesses } from '../peak-processes';

const VERSION_BYTES = 8;

/** Of one copy. Twenty command lines of 300 characters take a tenth of it. */
const COPY_BYTES = 64 * 1024;

/** How long the text of a copy is, before the text. */
const LENGTH_BYTES = 4;

/**
 * Where one thread publishes the processes at a peak and another one reads them at any moment,
 * without waiting: as `FigureBoard` does, with the newest in place of the one before, so that
 * nothing piles up for a reader who does not come.
 */
export class ProcessBoard {
  readonly memory: SharedArrayBuffer;
  private readonly version: Int32Array;
  private readonly copies: readonly [Buffer, Buffer];

  /** Memory that is never written is never taken from the system. */
  constructor(memory = new SharedArrayBuffer(VERSION_BYTES + 2 * COPY_BYTES)) {
    this.memory = memory;
    this.version = new Int32Array(memory, 0, 1);
    this.copies = [
      Buffer.from(memory, VERSION_BYTES, COPY_BYTES),
      Buffer.from(memory, VERSION_BYTES + COPY_BYTES, COPY_BYTES),
    ];
  }

  /** By one thread only. */
  publish(listed: PeakProcesses): void {
    const next = Atomics.load(this.version, 0) + 1;
    const copy = this.copy(next);
    copy.writeUInt32LE(copy.write(fitting(listed), LENGTH_BYTES));
    Atomics.store(this.version, 0, next);
  }

  /** The newest that is whole; undefined before the first. */
  read(): PeakProcesses | undefined {
    for (;;) {
      const version = Atomics.load(this.version, 0);
      if (version === 0) {
        return undefined;
      }
      const copy = this.copy(version);
      const end = LENGTH_BYTES + copy.readUInt32LE();
      const text = copy.toString('utf8', LENGTH_BYTES, end);
      // With the version the same, the other copy is the one that is being written, if any is.
      if (Atomics.load(this.version, 0) === version) {
        return JSON.parse(text) as PeakProcesses;
      }
    }
  }

  private copy(version: number): Buffer {
    return this.copies[(version & 1) as 0 | 1];
  }
}

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
