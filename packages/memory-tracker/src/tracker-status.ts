import type { MeterName } from './collectors/listing/process-lister';
import type { BirthsFrom } from '@nx-peak/host';

export interface MeterGivenUp {
  readonly meter: MeterName;
  readonly reason: string;
}

/** How the measuring goes, for people who ask. */
export interface TrackerStatus {
  /** The meter in use; undefined when all were given up. */
  readonly meter: MeterName | undefined;
  /** Why the meters are tried in the order they are, as a sentence. */
  readonly why: string;
  /** Where the looks are taken: in a thread of their own, or between the other work of the main one. */
  readonly thread: 'own' | 'main';
  /** How new processes are found; undefined where the meter lists all of them at every look. */
  readonly birthsFrom: BirthsFrom | undefined;
  /** The longest gap between two looks now, in milliseconds. */
  readonly intervalMs: number;
  /** The one that was asked for. */
  readonly baseIntervalMs: number;
  /** What the last look cost, in milliseconds; undefined before the first. */
  readonly lastLookMs: number | undefined;
  readonly givenUp: readonly MeterGivenUp[];
  /** What a notice callback threw, if it ever did: it must not break the measuring. */
  readonly noticeFailure: string | undefined;
}
