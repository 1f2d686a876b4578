import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { isAlive } from '@nx-peak/host';
import type { Snapshot } from './snapshot';
import { type SocketFolder, socketPath, socketsIn } from './sockets';

/** How long a connection may take, in milliseconds: a client that hangs is not waited for. */
const CONNECTION_MS = 2000;

/**
 * Answers everyone who connects with a snapshot as one line of JSON. The socket is the owner's
 * alone, in a folder that nobody else can enter. It keeps no process alive.
 *
 * @param onProblem called when there is no socket, or no answer
 * @returns removes the socket at once, for when the process goes
 * @throws the file system's error, or that the folder is somebody else's
 */
export function serve(
  sockets: SocketFolder,
  snapshot: () => Snapshot,
  onProblem: (error: unknown) => void,
): () => void {
  makeOwnFolder(sockets.folder);
  for (const { path, pid } of socketsIn(sockets)) {
    if (pid === process.pid || !isAlive({ pid })) {
      rmSync(path, { force: true }); // of a run that was killed
    }
  }
  const path = socketPath(sockets, process.pid);
  const server = createServer((connection) => {
    connection.unref();
    connection.on('error', () => {
      connection.destroy(); // the client is gone
    });
    connection.setTimeout(CONNECTION_MS, () => {
      connection.destroy();
    });
    try {
      connection.end(`${JSON.stringify(snapshot())}\n`);
    } catch (error) {
      connection.destroy();
      onProblem(error);
    }
  });
  server.unref();
  server.on('error', onProblem);
  server.listen(path, () => {
    try {
      chmodSync(path, 0o600);
    } catch (error) {
      onProblem(error);
    }
  });
  return () => {
    server.close();
    rmSync(path, { force: true });
  };
}

/** A folder below one that everybody may write to could have been made by somebody else. */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
    throw new Error(`${folder} is not a folder of this user, so no socket is made in it`);
  }
  chmodSync(folder, 0o700);
}
