import { totalmem } from 'node:os';
import { readText, type ReadText } from '../read-text';

/** The memory of the whole machine. */
export interface HostMemory {
  /** Bytes of RAM. */
  readonly total: number;
  /**
   * Bytes that can be had without swapping, by the kernel's own estimate (`MemAvailable`, Linux
   * >= 3.14). Undefined elsewhere: free memory alone tells nothing where page cache fills it.
   */
  readonly available: number | undefined;
}

/** The memory of the machine, whatever a container may use of it. */
export function readHostMemory(read: ReadText = readText): HostMemory {
  const meminfo = read('/proc/meminfo') ?? '';
  return {
    total: kilobytes(meminfo, 'MemTotal') ?? totalmem(),
    available: kilobytes(meminfo, 'MemAvailable'),
  };
}

function kilobytes(meminfo: string, name: string): number | undefined {
  const value = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(meminfo)?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}
