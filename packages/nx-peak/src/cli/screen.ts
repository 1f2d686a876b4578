import { constants } from 'node:os';

/** xterm's alternate screen, and no cursor on it: what the terminal showed before stays untouched. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A screen of its own on the terminal of a stream, until it is left or the process is stopped, which
 * then exits with 128 and the number of the signal, as shells say it.
 */
export class Screen {
  readonly #stop = (signal: NodeJS.Signals): void => {
    this.leave();
    process.exit(128 + constants.signals[signal]);
  };

  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.write(ENTER);
    SIGNALS.forEach((signal) => process.once(signal, this.#stop));
  }

  /** How many lines there are. */
  get rows(): number {
    return this.#stream.rows;
  }

  /** Shows a text, whose lines end in a line feed, in place of the one before. */
  show(text: string): void {
    // The cursor to the top left, the text, each line to its end, and what is below cleared.
    this.#stream.write(`\u001b[H${text.replaceAll('\n', '\u001b[K\n')}\u001b[J`);
  }

  leave(): void {
    SIGNALS.forEach((signal) => process.off(signal, this.#stop));
    this.#stream.write(LEAVE);
  }
}
