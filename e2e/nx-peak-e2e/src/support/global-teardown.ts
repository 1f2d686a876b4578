import { rmSync } from 'node:fs';
import { killOwnedProcesses } from '@nx-peak/testkit';
import { BASE } from './base';

/** After the last suite: nothing of this jest run stays, even if a suite forgot to dispose. */
export default function globalTeardown(): void {
  const base = process.env[BASE];
  if (base !== undefined) {
    killOwnedProcesses(base);
    rmSync(base, { recursive: true, force: true });
  }
}
