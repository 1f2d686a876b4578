/** A process that was there when its task held most. */
export interface PeakProcess {
  readonly pid: number;
  /** Its parent then; absent where the collector does not tell parents. */
  readonly ppid?: number;
  /** What the kernel calls it: 15 bytes of its program's name, or what it gave itself. */
  readonly name?: string;
  /**
   * Its arguments as they are, the program first, secrets included; those beyond 4 kB are missing. A
   * program that gave itself a title has that alone.
   */
  readonly command?: readonly string[];
  /** What it counted with in the sum, which may be its high-water mark. */
  readonly bytes: number;
}

/** The processes of one sample. */
export interface PeakProcesses {
  /**
   * Bytes that all processes held together, those that are not listed included. The peak is at most
   * 3 % above: it may have crept up since.
   */
  readonly sum: number;
  /** When the sample was taken, in milliseconds since the epoch. */
  readonly at: number;
  /** The largest first, at most 20. */
  readonly processes: readonly PeakProcess[];
}

/** The list with the larger sum, of those that two threads made. */
export function ofLargerSum(
  one: PeakProcesses | undefined,
  other: PeakProcesses | undefined,
): PeakProcesses | undefined {
  return one === undefined || (other !== undefined && other.sum > one.sum) ? other : one;
}
