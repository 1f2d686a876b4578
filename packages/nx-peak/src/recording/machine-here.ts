import { cpus, release } from 'node:os';
import { readHostMemory, readMemoryLimit } from '@nx-peak/host';
import type { Machine } from '@nx-peak/run-record/recorder';

/** The machine this process runs on, and what of its memory it may use. */
export function machineHere(): Machine {
  const containerLimit = readMemoryLimit()?.bytes;
  return {
    platform: process.platform,
    release: release(),
    arch: process.arch,
    cpus: cpus().length,
    memoryBytes: readHostMemory().total,
    ...(containerLimit !== undefined && { containerLimitBytes: containerLimit }),
  };
}
