import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 256 * 1024;

/** A longer line than any that is written; it is passed over, not held in memory. */
const LONGEST_LINE = 32 * 1024 * 1024;

export interface TextLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Whether a line break ends it. A writer that was killed leaves a last line without. */
  readonly complete: boolean;
}

/**
 * The lines of a file, one after another, in bounded memory. Empty lines are left out, a line of
 * more than 32 MB is given as an empty text.
 *
 * @throws the file system's error
 */
export function* readLines(file: string): Generator<TextLine> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let number = 0;
    const take = (complete: boolean): TextLine => {
      const text = Buffer.concat(pending).toString('utf8').trimEnd();
      pending = [];
      pendingBytes = 0;
      return { number, text, complete };
    };
    for (;;) {
      const read = readSync(descriptor, chunk, 0, CHUNK, null);
      if (read === 0) {
        break;
      }
      let from = 0;
      while (from < read) {
        const found = chunk.indexOf(0x0a, from);
        const to = found < 0 || found >= read ? read : found;
        pendingBytes += to - from;
        if (pendingBytes <= LONGEST_LINE) {
          pending.push(Buffer.from(chunk.subarray(from, to))); // the chunk is used again
        } else {
          pending = []; // from here on nothing of the line is kept
        }
        from = to + 1;
        if (to < read) {
          number++;
          if (pendingBytes > 0) {
            yield take(true);
          }
        }
      }
    }
    if (pendingBytes > 0) {
      number++;
      yield take(false);
    }
  } finally {
    closeSync(descriptor);
  }
}
