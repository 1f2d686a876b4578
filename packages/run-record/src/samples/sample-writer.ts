import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { replaceFile } from '@nx-peak/host';
import type { SampleLine } from './sample-line';
import { thinSamples } from './thin-samples';

export interface SampleWriterOptions {
  /** The size that the file is kept below, in bytes; only the peaks of many tasks may need more. */
  readonly mostBytes: number;
  /** See `MemoryInUse`. */
  readonly holdMs: number;
}

/**
 * Writes a file of samples: what was written stays readable after this process was killed. When the
 * file has grown to its bound, it is replaced by one with fewer of the old samples.
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

  /** Appends lines in one write. */
  append(lines: readonly SampleLine[]): void {
    if (lines.length === 0) {
      return;
    }
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
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
    replaceFile(this.#file, text);
    const descriptor = openSync(this.#file, 'a', 0o600);
    closeSync(this.#descriptor);
    this.#descriptor = descriptor;
    this.#bytes = Buffer.byteLength(text);
    // Peaks that fill the file by themselves must not have it thinned at every line.
    this.#bound = Math.max(mostBytes, 2 * this.#bytes);
  }
}
