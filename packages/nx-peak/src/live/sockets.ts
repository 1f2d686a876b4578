import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { liveFolder } from '../paths';

/**
 * The longest path of a socket in bytes: `sun_path` holds 104 on macOS and 108 on Linux, with a NUL
 * at its end (unix(7)).
 */
const LONGEST_PATH = 100;

/** Where the sockets of the runs of a workspace are. */
export interface SocketFolder {
  readonly folder: string;
  /** What the names of the workspace's sockets begin with. */
  readonly prefix: string;
}

/**
 * In `.nx/peak/live` of the workspace or, where a path there would be too long for a socket, in a
 * folder of the user's own below that for temporary files.
 */
export function socketFolder(workspaceRoot: string, temporary = tmpdir()): SocketFolder {
  const folder = liveFolder(workspaceRoot);
  if (Buffer.byteLength(join(folder, '4294967295.sock')) <= LONGEST_PATH) {
    return { folder, prefix: '' };
  }
  const hash = createHash('sha256').update(workspaceRoot).digest('hex').slice(0, 12);
  return { folder: join(temporary, `nx-peak-${userInfo().uid}`), prefix: `${hash}-` };
}

export function socketPath({ folder, prefix }: SocketFolder, pid: number): string {
  return join(folder, `${prefix}${pid}.sock`);
}

/** The sockets there are: of runs in progress, and of runs that were killed. */
export function socketsIn({ folder, prefix }: SocketFolder): { path: string; pid: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // no run has made the folder yet
  }
  return names.flatMap((name) => {
    const pid = name.startsWith(prefix)
      ? /^(\d+)\.sock$/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }];
  });
}
