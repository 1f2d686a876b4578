import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** How a daemon was started: `node .../daemon/server/start.js`. */
export const DAEMON_SCRIPT = /[\\/]daemon[\\/]server[\\/]start\.js$/;

/**
 * The file in which the daemon of a workspace leaves its pid. Where it lies is Nx's own rule
 * (`utils/cache-directory.js`, `daemon/tmp-dir.js`, `daemon/cache.js`): NX_WORKSPACE_DATA_DIRECTORY,
 * its older name NX_PROJECT_GRAPH_CACHE_DIRECTORY, else `.nx/workspace-data`, which in a workspace of
 * Lerna without nx.json is below `node_modules/.cache`.
 */
export function serverProcessFile(workspaceRoot: string, env: NodeJS.ProcessEnv): string {
  const configured = env['NX_WORKSPACE_DATA_DIRECTORY'] ?? env['NX_PROJECT_GRAPH_CACHE_DIRECTORY'];
  const folder = configured ?? defaultDataFolder(workspaceRoot);
  return join(
    isAbsolute(folder) ? folder : join(workspaceRoot, folder),
    'd',
    'server-process.json',
  );
}

function defaultDataFolder(workspaceRoot: string): string {
  return existsSync(join(workspaceRoot, 'lerna.json')) &&
    !existsSync(join(workspaceRoot, 'nx.json'))
    ? join('node_modules', '.cache', 'nx-workspace-data')
    : join('.nx', 'workspace-data');
}
