import { changeLink, type LinkAction, succeeded, formatOutcome } from '../link/link-nx';

/** Scripts that package managers run by themselves while they install. */
const INSTALL_SCRIPTS = new Set(['preinstall', 'install', 'postinstall', 'prepare']);

/**
 * `nx-peak link` and `nx-peak unlink`.
 *
 * @returns the exit code: a problem is 1 when a person asked, and 0 with one line of warning
 *   while a package manager installs, which must not fail for our sake
 */
export function link(action: LinkAction, folder: string, env: NodeJS.ProcessEnv): number {
  const outcome = changeLink(action, folder);
  if (succeeded(outcome)) {
    console.log(`nx-peak: ${formatOutcome(outcome)}`);
    return 0;
  }
  console.error(`nx-peak: ${formatOutcome(outcome)}`);
  return INSTALL_SCRIPTS.has(env['npm_lifecycle_event'] ?? '') ? 0 : 1;
}
