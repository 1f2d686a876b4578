import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { errorCode } from '@nx-peak/host';
import { type Snapshot, SNAPSHOT_VERSION } from './snapshot';
import { type SocketFolder, socketsIn } from './sockets';

/** How long a run may take to answer, in milliseconds: it answers between its other work, which may be much. */
const ANSWER_MS = 5000;

/** The run behind a socket, or why there is no answer. */
export type Answer =
  | { readonly kind: 'run'; readonly snapshot: Snapshot }
  /** It was killed; its socket is removed. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'silent'; readonly pid: number; readonly reason: string };

/** Asks every run in progress in a workspace, the longest running one first. */
export async function askAll(sockets: SocketFolder): Promise<Answer[]> {
  const answers = await Promise.all(
    socketsIn(sockets).map(async ({ path, pid }): Promise<Answer> => {
      try {
        return { kind: 'run', snapshot: parseSnapshot(await ask(path)) };
      } catch (error) {
        // Nobody listens to it, or it was removed meanwhile.
        if (['ECONNREFUSED', 'ENOENT'].includes(errorCode(error))) {
          rmSync(path, { force: true });
          return { kind: 'gone' };
        }
        return { kind: 'silent', pid, reason: (error as Error).message };
      }
    }),
  );
  return answers.sort((one, other) => startOf(one) - startOf(other));
}

function startOf(answer: Answer): number {
  return answer.kind === 'run' ? answer.snapshot.run.startedAt : Infinity;
}

function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    const connection = connect(path);
    connection.setEncoding('utf8');
    connection.setTimeout(ANSWER_MS, () => {
      connection.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`));
    });
    connection.on('data', (chunk: string) => chunks.push(chunk));
    connection.on('error', reject);
    connection.on('end', () => {
      resolve(chunks.join(''));
    });
  });
}

/** @throws Error for what is no snapshot of this version */
export function parseSnapshot(text: string): Snapshot {
  const value = JSON.parse(text) as Partial<Snapshot> | null;
  if (
    value?.version !== SNAPSHOT_VERSION ||
    value.run === undefined ||
    !Array.isArray(value.tasks)
  ) {
    throw new Error('it runs another version of nx-peak');
  }
  return value as Snapshot;
}
