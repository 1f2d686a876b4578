import { spawnSync } from 'node:child_process';

/**
 * The arguments of `unshare` that run a command with a folder mounted read-only for it alone, so
 * that it holds for root too and nothing stays mounted.
 */
export function withReadOnly(folder: string, command: string): string[] {
  const mounts = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"`;
  return [...namespace(), 'sh', '-c', `${mounts} && exec ${command}`, folder];
}

/** Whether that is permitted here: some containers do not let even root mount anything. */
export function canMountReadOnly(folder: string): boolean {
  const probe = spawnSync('unshare', withReadOnly(folder, 'true'), { encoding: 'utf8' });
  if (probe.status !== 0) {
    console.warn(`Skipped, a folder cannot be mounted read-only here: ${probe.stderr.trim()}`);
  }
  return probe.status === 0;
}

/** Who is not root becomes it in a user namespace of the command's own. */
function namespace(): string[] {
  return process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];
}
