import { readFileSync, realpathSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { isAlive, parseCommandLine, ProcFiles } from '@nx-peak/host';
import { DAEMON_SCRIPT } from '../nx/daemon-files';

/**
 * The daemon of a workspace, found by the file it leaves: no process is started, and nothing is said
 * to the daemon.
 */
export class NxDaemon {
  readonly #workspaceRoot: string;
  readonly #file: string;
  /** The stamp of the file when it was last understood: as long as it is the same, so is what it says. */
  #stamp: string | undefined;

  /** @param file where the daemon leaves its pid */
  constructor(workspaceRoot: string, file: string) {
    this.#workspaceRoot = workspaceRoot;
    this.#file = file;
  }

  /**
   * The pid of a daemon that runs, if it is another one than the last call found.
   *
   * A daemon that died without taking its file along leaves a pid that anybody may have by now. So the
   * process must be a daemon of this workspace; where there is no /proc to see that, the file must at
   * least be younger than the last start of the machine.
   */
  findNew(): number | undefined {
    const stat = statSync(this.#file, { throwIfNoEntry: false });
    const stamp = stat && `${stat.ino} ${stat.mtimeMs}`;
    if (stat === undefined || stamp === this.#stamp) {
      return undefined;
    }
    const pid = this.#pidInFile();
    if (pid === undefined) {
      return undefined; // being written just now: the next search reads it again
    }
    this.#stamp = stamp;
    return isAlive({ pid }) && this.#isOurs(pid, stat.mtimeMs) ? pid : undefined;
  }

  #pidInFile(): number | undefined {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      const pid =
        typeof content === 'object' && content !== null && 'processId' in content
          ? content.processId
          : undefined;
      return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
    } catch {
      return undefined; // gone meanwhile, or half written
    }
  }

  #isOurs(pid: number, writtenAt: number): boolean {
    const proc = new ProcFiles();
    if (!proc.exists('self/cmdline')) {
      return writtenAt > Date.now() - uptime() * 1000;
    }
    // A daemon that is gone meanwhile, or another user's, has neither.
    const length = proc.readIfThere(`${pid}/cmdline`);
    const words = parseCommandLine(proc.buffer, length) ?? [];
    return (
      words.some((word) => DAEMON_SCRIPT.test(word)) &&
      proc.link(`${pid}/cwd`) === realpathSync(this.#workspaceRoot)
    );
  }
}
