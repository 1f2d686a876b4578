import { findNx, findWorkspaceRoot } from '../link/nx-package';
import { preloadLink } from '../link/preload-link';
import { SWITCH } from '../switch';

/**
 * `nx-peak nx <args>`: runs the workspace's nx in this process, linked in memory alone.
 *
 * @returns an exit code when nx could not be started; else nx sets its own
 */
export function nx(args: readonly string[], folder: string): number | undefined {
  const workspaceRoot = findWorkspaceRoot(folder);
  const found = workspaceRoot === undefined ? undefined : findNx(workspaceRoot);
  if (found === undefined) {
    console.error(
      workspaceRoot === undefined
        ? `nx-peak: no nx.json in ${folder} or above it: run this inside an Nx workspace.`
        : `nx-peak: nx is not installed in ${workspaceRoot}. Install it and run this again.`,
    );
    return 1;
  }
  process.env[SWITCH] ??= 'true'; // whoever types this wants to see peaks
  preloadLink();
  process.argv = [process.execPath, found.bin, ...args];
  // In this process, as a globally installed nx hands over to the workspace's own.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(found.bin);
  return undefined;
}
