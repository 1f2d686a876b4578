import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readlinkSync, readSync } from 'node:fs';

/** How nx is started: as on the machine itself, or as in a container. */
export interface Surroundings {
  /** Whether nx can read the kernel log, and the pids in it are those it knows. */
  readonly kernelLog: boolean;
  /** What nx is started by. */
  readonly prefix: readonly string[];
}

/** pids of its own make the kernel log useless, as they do in a container. The shell is its init. */
const CONTAINED = [
  ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', '-c', '"$@"; exit $?', 'sh'],
];

/** Those there can be on this machine, at least one. */
export function possibleSurroundings(): readonly Surroundings[] {
  const kernelLog = canReadKernelLog();
  const here: Surroundings = { kernelLog, prefix: [] };
  const [unshare = '', ...args] = CONTAINED;
  const contained = kernelLog && spawnSync(unshare, [...args, 'true']).status === 0;
  return contained ? [here, { kernelLog: false, prefix: CONTAINED }] : [here];
}

/** The number of the kernel's own pid namespace is the same on every machine (PROC_PID_INIT_INO). */
const KERNEL_PIDS = 'pid:[4026531836]';

function canReadKernelLog(): boolean {
  let log: number | undefined;
  try {
    log = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
    readSync(log, Buffer.alloc(8192));
    return readlinkSync('/proc/self/ns/pid') === KERNEL_PIDS;
  } catch {
    return false; // that is the answer
  } finally {
    if (log !== undefined) {
      closeSync(log);
    }
  }
}
