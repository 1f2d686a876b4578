import { rmSync } from 'node:fs';
import { BASE } from './base';
import { killOwnedProcesses } from './owned-processes';

/** After the last suite: nothing of this jest run stays, even if a suite forgot to dispose. */
export default function globalTeardown(): void {
  const base = process.env[BASE];
  if (base !== undefined) {
    killOwnedProcesses(base);
    rmSync(base, { recursive: true, force: true });
  }
}
