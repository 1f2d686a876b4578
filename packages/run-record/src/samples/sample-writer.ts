import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import type { SampleLine } from './sample-line';
import { thinSamples } from './thin-samples';

export interface SampleWriterOptions {
  /** The size that the file is kept below, in bytes; only the peaks of many tasks may need more. */
  readonly mostBytes: number;
  /** See `HeldMemory`. */
  readonly holdMs: number;
}

/**
 * Writes a file of samples, line by line as they come: what was written stays readable whatever
 * becomes of this process. When the file has grown to its bound, old looks are thinned out in a
 * second file, which then replaces it.
 *
 * Every method may throw the file system's error.
 */
export class SampleWriter {
  readonly #file: string;
  readonly #options: SampleWriterOptions;
  #descriptor: number;
  #bytes = 0;
  #bound: number;

  constructor(file: string, options: SampleWriterOptions) {
    this.#file = file;
    this.#options = options;
    this.#bound = options.mostBytes;
    this.#descriptor = openSync(file, 'a', 0o600);
  }

  append(line: SampleLine): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let from = 0; from < bytes.length;) {
      from += writeSync(this.#descriptor, bytes, from);
    }
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bound) {
      this.#thin();
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #thin(): void {
    const { mostBytes, holdMs } = this.#options;
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    const text = thinSamples(lines, { mostBytes: mostBytes * 0.6, holdMs });
    const temporary = `${this.#file}.tmp`;
    writeFileSync(temporary, text, { mode: 0o600 });
    const descriptor = openSync(temporary, 'a');
    renameSync(temporary, this.#file);
    closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#bytes = Buffer.byteLength(text);
    // Peaks that fill the file by themselves must not have it thinned at every line.
    this.#bound = Math.max(mostBytes, 2 * this.#bytes);
  }
}
