import { closeSync, constants, openSync, readlinkSync, readSync } from 'node:fs';
import { errorCode } from '../error-text';

/** No record is longer (CONSOLE_EXT_LOG_MAX), and one read gives one record. */
const RECORD_BYTES = 8192;

/** The kernel's buffer holds some thousand records; a hundred thousand would take a second. */
const MOST_RECORDS = 50_000;

/**
 * Every record that the kernel log still holds, without waiting for more; about 2 microseconds
 * each. For a failure alone.
 *
 * @returns undefined where it may not be read (`kernel.dmesg_restrict`, containers), or is none
 */
export function readKernelLog(): string[] | undefined {
  let log: number;
  try {
    log = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined; // the answer to "may it be read"
  }
  try {
    const buffer = Buffer.alloc(RECORD_BYTES);
    const records: string[] = [];
    for (let read = 0; read < MOST_RECORDS; read++) {
      try {
        const bytes = readSync(log, buffer);
        records.push(buffer.toString('utf8', 0, bytes));
      } catch (error) {
        const code = errorCode(error);
        if (code === 'EAGAIN') {
          return records;
        }
        if (code !== 'EPIPE') {
          return undefined; // EPERM here where opening alone is allowed
        }
        // EPIPE: the record was overwritten while we came to it; the next read gives the next one.
      }
    }
    return records;
  } finally {
    closeSync(log);
  }
}

/**
 * Whether pids of the kernel log are those we know: whether we are in the pid namespace of the
 * kernel itself. The numbers of its namespaces are the same on every machine
 * (PROC_PID_INIT_INO, PROC_CGROUP_INIT_INO).
 */
export function sharesPidsWithKernel(): boolean {
  return isNamespace('pid', 4026531836);
}

/** Whether the paths of cgroups in the kernel log are those we know: no cgroup namespace is between. */
export function sharesCgroupsWithKernel(): boolean {
  return isNamespace('cgroup', 4026531835);
}

function isNamespace(kind: string, number: number): boolean {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`) === `${kind}:[${number}]`;
  } catch {
    return false; // no Linux, or no /proc
  }
}
