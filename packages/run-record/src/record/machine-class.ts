import type { Machine } from './run-record';

/**
 * Machines on which a task can be expected to take about the same memory: V8 sizes its heap by the
 * memory that it finds, and tools start as many workers as there are processors.
 */
export interface MachineClass {
  /** `process.platform`, e.g. `linux`. */
  readonly platform: string;
  /** `process.arch`, e.g. `x64`. */
  readonly arch?: string;
  readonly cpus?: number;
  /** The memory limit that applies (container or machine), as the nearest power of two, in bytes. */
  readonly memoryBytes?: number;
  /** The major version of Node, e.g. 22. */
  readonly nodeMajor?: number;
}

/**
 * The class of a machine.
 *
 * @param nodeVersion as `process.versions.node`: `22.12.0`
 */
export function machineClassOf(machine: Machine, nodeVersion?: string): MachineClass {
  const { platform, arch, cpus } = machine;
  const limit = memoryLimitOf(machine);
  const nodeMajor = Number.parseInt(nodeVersion ?? '', 10);
  return {
    platform,
    ...(arch !== undefined && { arch }),
    ...(cpus !== undefined && { cpus }),
    ...(limit !== undefined && { memoryBytes: nearestPowerOfTwo(limit.bytes) }),
    ...(Number.isInteger(nodeMajor) && { nodeMajor }),
  };
}

/** A machine sold with 8 GB reports a little less, and belongs to the class of 8 GB all the same. */
function nearestPowerOfTwo(bytes: number): number {
  return 2 ** Math.round(Math.log2(bytes));
}

/** What the run had to fit into. */
export interface MemoryLimitOfRun {
  readonly bytes: number;
  readonly kind: 'container' | 'machine';
}

/** The limit that applies: the smaller of the two; undefined when neither is known. */
export function memoryLimitOf({
  containerLimitBytes,
  memoryBytes,
}: Machine): MemoryLimitOfRun | undefined {
  if (
    containerLimitBytes !== undefined &&
    (memoryBytes === undefined || containerLimitBytes < memoryBytes)
  ) {
    return { bytes: containerLimitBytes, kind: 'container' };
  }
  return memoryBytes === undefined ? undefined : { bytes: memoryBytes, kind: 'machine' };
}
