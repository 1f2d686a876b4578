import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { missing, there, type Attempt } from '@nx-peak/testkit';

/**
 * The arguments of `unshare` that run a command with a folder mounted read-only for it alone, so
 * that it holds for root too and nothing stays mounted.
 */
export function withReadOnly(folder: string, command: string): string[] {
  const mounts = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"`;
  return [...namespace(), 'sh', '-c', `${mounts} && exec ${command}`, folder];
}

/** Whether `withReadOnly` is permitted here: some containers do not let even root mount anything. */
export function readOnlyMounts(): Attempt<true> {
  const probe = spawnSync('unshare', withReadOnly(tmpdir(), 'true'), { encoding: 'utf8' });
  return probe.status === 0
    ? there(true)
    : missing(`a folder cannot be mounted read-only here: ${probe.stderr.trim()}`);
}

/** Who is not root becomes it in a user namespace of the command's own. */
function namespace(): string[] {
  return process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];
}
