const SPACE = 0x20;
const TAB = 0x09;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * Reads the decimal numbers in bytes, one after another. The files of /proc are read so often that
 * making strings of them would be most of the work.
 */
export class NumberReader {
  /** Where the next byte is read. */
  at = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;

  /** Begins to read `bytes` from `from` to before `end`. */
  over(bytes: Uint8Array, from: number, end: number): this {
    this.#bytes = bytes;
    this.at = from;
    this.#end = end;
    return this;
  }

  /** The next number, blanks before it skipped; NaN when something else comes next, or nothing. */
  next(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) {
      at++;
    }
    const negative = at < end && bytes[at] === MINUS;
    if (negative) {
      at++;
    }
    const first = at;
    let value = 0;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte < DIGIT_0 || byte > DIGIT_9) {
        break;
      }
      value = value * 10 + (byte - DIGIT_0);
      at++;
    }
    this.at = at;
    return at === first ? Number.NaN : negative ? -value : value;
  }

  /** Skips so many fields that are separated by one space each. */
  skip(fields: number): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    for (let left = fields; left > 0 && at < end; at++) {
      if (bytes[at] === SPACE) {
        left--;
      }
    }
    this.at = at;
  }
}
