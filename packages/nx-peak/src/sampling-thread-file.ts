import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The file of the sampling thread that lies beside the bundle this is part of, see bundle.mjs;
 * undefined where nothing was bundled, as in unit tests: memory-tracker has one of its own.
 */
export function samplingThreadFile(): string | undefined {
  const file = join(__dirname, 'sampling-thread.js');
  return existsSync(file) ? file : undefined;
}
