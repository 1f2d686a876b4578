import { delimiter, dirname, join, sep } from 'node:path';

/** Variables to set on top of a bare environment; `undefined` removes one. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment of everything a suite runs: a list of what is let in, not of what is kept out.
 * So no NX_*, CI, GITHUB_*, npm_*, FORCE_COLOR or AI agent's variable of whoever runs the tests
 * can change what nx prints.
 */
export function bareEnvironment(variables: Variables): Record<string, string> {
  const inherited = LET_IN.map((name) => [name, process.env[name]] as const);
  const all = [...inherited, ['PATH', barePath()] as const, ...Object.entries(variables)];
  const merged = new Map(all);
  return Object.fromEntries(
    [...merged].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Lets nx keep in this folder what it would otherwise leave in /tmp for good: a copy of its native
 * code (17 MB, one for every workspace) and its sockets.
 */
export function nxFoldersIn(folder: string): Variables {
  return {
    NX_NATIVE_FILE_CACHE_DIRECTORY: join(folder, 'native'),
    NX_SOCKET_DIR: join(folder, 'sockets'),
  };
}

const LET_IN = ['LANG', 'LC_ALL', 'LC_CTYPE', 'LOGNAME', 'TMPDIR', 'TZ', 'USER'];

/** PATH without the folders package managers put in front, this very node first. */
function barePath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const kept = folders.filter((folder) => !folder.split(sep).includes('node_modules'));
  return [dirname(process.execPath), ...kept].join(delimiter);
}
