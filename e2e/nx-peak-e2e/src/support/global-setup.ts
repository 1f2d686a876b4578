import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { killOwnedProcesses } from '@nx-peak/testkit';
import { BASE, createBase } from './base';

/** Before the first suite: one installed workspace to copy. Whatever happens, it is removed. */
export default function globalSetup(): void {
  const base = createBase();
  process.env[BASE] = base;
  process.env['TMPDIR'] = join(base, 'tmp');
  mkdirSync(process.env['TMPDIR']);
  const remove = () => {
    killOwnedProcesses(base);
    rmSync(base, { recursive: true, force: true });
  };
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
}
