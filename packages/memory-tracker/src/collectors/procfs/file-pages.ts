import { NO_EXECUTABLE } from './executable-numbers';

/**
 * Adds up the file pages of processes, those of one executable once: its processes share them. The
 * largest of them stands for all. Reused from sum to sum.
 */
export class FilePages {
  #largest = new Float64Array(64);
  readonly #seen: number[] = [];
  #count = 0;
  #unshared = 0;

  begin(): void {
    for (let i = 0; i < this.#count; i++) {
      this.#largest[this.#seen[i] ?? 0] = 0;
    }
    this.#count = 0;
    this.#unshared = 0;
  }

  /** @param executable a small number, or NO_EXECUTABLE when it is not known */
  add(executable: number, bytes: number): void {
    if (executable === NO_EXECUTABLE || bytes === 0) {
      this.#unshared += bytes;
      return;
    }
    if (executable >= this.#largest.length) {
      const wider = new Float64Array(executable * 2);
      wider.set(this.#largest);
      this.#largest = wider;
    }
    const known = this.#largest[executable] ?? 0;
    if (known === 0) {
      this.#seen[this.#count++] = executable;
    }
    this.#largest[executable] = Math.max(known, bytes);
  }

  /** Bytes added since `begin`. */
  sum(): number {
    let sum = this.#unshared;
    for (let i = 0; i < this.#count; i++) {
      sum += this.#largest[this.#seen[i] ?? 0] ?? 0;
    }
    return sum;
  }
}
