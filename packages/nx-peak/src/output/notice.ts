import type { Listener } from '../events';
import type { FailureLog } from '../failures';
import type { NxCopy } from '../nx/nx-copy';
import { noticeOfNxJsonEntry } from '../settings/nx-json-entry';

/**
 * Says in one quiet line when something of ours failed. It comes at the exit and not at the end of
 * the command, because this is the one moment that all ways through Nx share, and at which the
 * TUI has given the terminal back.
 */
export function noticeOfFailures(failures: Pick<FailureLog, 'ofThisProcess'>): Listener {
  return {
    name: 'notice of failures',
    on: {
      'process-exit': () => {
        print(noticeOf(failures));
      },
    },
  };
}

/** Says once in each workspace that options of ours in nx.json are not read. */
export function noticeOfOptionsInNxJson(nx: NxCopy, failures: FailureLog): Listener {
  return {
    name: 'notice of options in nx.json',
    on: {
      'process-exit': () => {
        const { readNxJson } = nx.load('nxJson') as { readNxJson: (root: string) => unknown };
        const { workspaceRoot } = nx;
        const notice = noticeOfNxJsonEntry(workspaceRoot, readNxJson(workspaceRoot), failures);
        print(notice === undefined ? undefined : `nx-peak: ${notice}`);
      },
    },
  };
}

/** One line for all failures of this process, or undefined when there were none. */
export function noticeOf(failures: Pick<FailureLog, 'ofThisProcess'>): string | undefined {
  const [first, ...others] = failures.ofThisProcess;
  if (first === undefined) {
    return undefined;
  }
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `nx-peak: ${first.message}${more} (see: npx nx-peak doctor)`;
}

function print(line: string | undefined): void {
  if (line !== undefined) {
    process.stderr.write(`${line}\n`);
  }
}
