import type { NewProcessesFrom } from '@nx-peak/host/procfs';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import type { Reading } from '../peak/reading';
import type { CollectorName } from './collector-names';
import type { Members } from './members';
import type { Peek } from './process-row';

/** A process whose tree is to be measured. */
export interface Root {
  readonly pid: number;
  /** In the unit of the same collector; undefined when only the pid is known. See `ProcessRow`. */
  readonly startTime: number | undefined;
  /** It was started for this, so all that it ever held and took counts. */
  readonly fresh: boolean;
  /** Milliseconds of `clock.ts`. */
  readonly registeredAt: number;
  /** Variables by which its descendants are known when their parents are gone. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly members: Members;
}

/** A process that is known to belong to an id, to be handed to another thread or collector. */
export type KnownProcess = Pick<Root, 'pid' | 'startTime' | 'fresh' | 'members'>;

/** A process and what it counted with. */
export interface HeldProcess {
  readonly pid: number;
  /** Its parent; undefined where the collector does not know it. */
  readonly ppid: number | undefined;
  readonly bytes: number;
}

/** Where a collector puts what it reads, at the end of a sample, once per id. */
export type RecordReading = (accumulator: PeakAccumulator, reading: Reading) => void;

/**
 * Measures process trees: a sample is what each of them holds together at one moment.
 *
 * Processes that vanish or may not be read are normal. A collector throws (or rejects) only when it
 * cannot do its work at all, and the message says why.
 */
export interface Collector {
  readonly name: CollectorName;
  /** A sample costs so little that it may be taken more often than was asked for. */
  readonly nearlyFree: boolean;
  /** How it finds new processes; undefined when every sample lists all processes anyway. */
  readonly newProcessesFrom: NewProcessesFrom | undefined;
  /** One process, at once and synchronously; undefined when it is gone or may not be read. */
  peek?(pid: number): Peek | undefined;
  /** Milliseconds since a process seen by `peek` was started; undefined when it cannot tell. */
  ageOf?(startTime: number): number | undefined;
  /** All roots of one accumulator have the same `members`. */
  add(accumulator: PeakAccumulator, root: Root): void;
  drop(accumulator: PeakAccumulator): void;
  /** Is there anything left to measure? */
  isLive(): boolean;
  /** What another collector needs to go on: members of a tree, and the roots of everything else. */
  processesOf(accumulator: PeakAccumulator): KnownProcess[];
  /** The processes of the reading that is just being recorded; to be asked then alone. */
  heldBy(accumulator: PeakAccumulator): HeldProcess[];
  /** Takes a sample. A collector that need not wait answers synchronously. */
  sample(at: number, record: RecordReading): void | Promise<void>;
  /** Gives back descriptors. It can be used again afterwards, with nothing to measure. */
  close(): void;
}
