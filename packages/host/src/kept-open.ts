import { closeSync, openSync, readSync } from 'node:fs';
import { readText, type ReadText } from './read-text';

/** Counters of cgroups take some fifty bytes, `/proc/vmstat` four thousand. */
const CHUNK_BYTES = 8192;

/**
 * Reads files of `/proc` and `/sys` that are read again and again. Each is opened once and then read
 * from its beginning: the kernel makes the text anew for whoever reads there (seq_file(9)), and opening,
 * which takes most of the time, is saved. It keeps one descriptor for each file, until it is closed.
 */
export class KeptOpen {
  readonly #descriptors = new Map<string, number>();
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);

  /** As `readText`. */
  readonly read: ReadText = (file) => {
    try {
      return this.#readAll(this.#descriptorOf(file));
    } catch (error) {
      // Its cgroup was removed, or there is no descriptor left: the path has the answer.
      if ((error as NodeJS.ErrnoException).code === 'EBADF') {
        this.#descriptors.delete(file); // somebody closed it, and its number may be another file's by now
      }
      this.#forget(file);
      return readText(file);
    }
  };

  /** Gives the descriptors back. What is read later opens its file again. */
  close(): void {
    for (const file of [...this.#descriptors.keys()]) {
      this.#forget(file);
    }
  }

  #descriptorOf(file: string): number {
    let descriptor = this.#descriptors.get(file);
    if (descriptor === undefined) {
      descriptor = openSync(file, 'r');
      this.#descriptors.set(file, descriptor);
    }
    return descriptor;
  }

  #readAll(descriptor: number): string {
    let text = '';
    let position = 0;
    for (;;) {
      const bytes = readSync(descriptor, this.#chunk, 0, CHUNK_BYTES, position);
      if (bytes === 0) {
        return text;
      }
      text += this.#chunk.toString('latin1', 0, bytes);
      position += bytes;
    }
  }

  #forget(file: string): void {
    const descriptor = this.#descriptors.get(file);
    if (descriptor !== undefined) {
      this.#descriptors.delete(file);
      closeSync(descriptor);
    }
  }
}
