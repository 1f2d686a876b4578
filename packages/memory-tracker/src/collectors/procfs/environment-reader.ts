import { GONE, type ProcFiles } from '@nx-peak/host/procfs';
import { carriesMarker, type EnvironmentMarker } from './environment-marker';

/** An environment is rarely larger; what is beyond is not read. */
const ENVIRON_BYTES = 256 * 1024;

/** Reads the environment of a process, and finds markers in it. */
export class EnvironmentReader {
  readonly #files: ProcFiles;
  #environ: Buffer | undefined;
  #length = 0;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /** False when the process is gone or not ours to read. */
  read(pid: number): boolean {
    this.#environ ??= Buffer.allocUnsafe(ENVIRON_BYTES);
    this.#length = this.#files.readInto(this.#environ, `${pid}/environ`);
    return this.#length !== GONE && this.#length > 0;
  }

  /** Whether the process that was read last carries a marker. */
  carries(marker: EnvironmentMarker): boolean {
    return this.#environ !== undefined && carriesMarker(this.#environ, this.#length, marker);
  }
}
