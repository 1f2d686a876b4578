import type { CollectorName, Peek } from './listing/process-lister';
import type { Reading } from '../peak/reading';
import type { BirthsFrom } from '@nx-peak/host';
import type { PeakAccumulator } from '../peak/peak-accumulator';

/** A process whose tree is to be measured. */
export interface Root {
  readonly pid: number;
  /** As the same collector told it; undefined when only the pid is known. See `ProcessRow`. */
  readonly birth: number | undefined;
  /** It was started for this, so all that it ever held and took counts. */
  readonly fresh: boolean;
  /** Milliseconds of `clock.ts`. */
  readonly registeredAt: number;
  /** Variables by which its descendants are known when their parents are gone. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

/** A process that is known to belong to an id, to be told to another thread or collector. */
export interface KnownProcess {
  readonly pid: number;
  readonly birth: number | undefined;
  readonly fresh: boolean;
}

/** A process and what it counted with. */
export interface HeldProcess {
  readonly pid: number;
  /** Its parent; undefined where the collector does not tell it. */
  readonly ppid: number | undefined;
  readonly bytes: number;
}

/** Where a collector puts what it reads, at the end of a look, once per id. */
export type RecordReading = (accumulator: PeakAccumulator, reading: Reading) => void;

/**
 * Measures process trees: a look says what each of them holds together.
 *
 * Processes that vanish or may not be read are normal. A collector throws (or rejects) only when it
 * cannot do its work at all, and the message says why.
 */
export interface Collector {
  readonly name: CollectorName;
  /** A look costs so little that it may be taken more often than was asked for. */
  readonly nearlyFree: boolean;
  /** How it knows of new processes; undefined when it is told all of them anyway. */
  readonly birthsFrom: BirthsFrom | undefined;
  /** One process, at once and synchronously; undefined when it is gone or may not be read. */
  peek?(pid: number): Peek | undefined;
  /** Milliseconds since a process seen by `peek` was born; undefined when it cannot tell. */
  ageOf?(birth: number): number | undefined;
  add(accumulator: PeakAccumulator, root: Root): void;
  drop(accumulator: PeakAccumulator): void;
  /** Is there anything left to look at? */
  isLive(): boolean;
  processesOf(accumulator: PeakAccumulator): KnownProcess[];
  /** What the reading that is just being recorded is the sum of; to be asked then alone. */
  heldBy(accumulator: PeakAccumulator): HeldProcess[];
  /** A collector that need not wait answers synchronously. */
  look(at: number, record: RecordReading): void | Promise<void>;
  /** Gives back descriptors. It can be used again afterwards, with nothing to look at. */
  close(): void;
}
