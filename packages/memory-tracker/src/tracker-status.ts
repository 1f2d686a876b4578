import type { CollectorName } from './collectors/collector-names';
import type { NewProcessesFrom } from '@nx-peak/host/procfs';

/** A collector that was tried and is used no more. */
export interface CollectorGivenUp {
  readonly collector: CollectorName;
  readonly reason: string;
}

/** How the measuring goes, for people who ask. */
export interface TrackerStatus {
  /** The collector in use; undefined when all were given up. */
  readonly collector: CollectorName | undefined;
  /** Why the collectors are tried in the order they are, as a sentence. */
  readonly why: string;
  /** Where samples are taken: in a thread of their own, or between the other work of the main one. */
  readonly thread: 'own' | 'main';
  /** How new processes are found; undefined where the collector lists all of them for every sample. */
  readonly newProcessesFrom: NewProcessesFrom | undefined;
  /** The longest time between two samples now, in milliseconds. */
  readonly intervalMs: number;
  /** The interval that was asked for, in milliseconds. */
  readonly baseIntervalMs: number;
  /** What the last tick cost, in milliseconds; undefined before the first. */
  readonly lastTickMs: number | undefined;
  readonly givenUp: readonly CollectorGivenUp[];
  /** What a notice callback threw, if it ever did: it must not break the measuring. */
  readonly noticeFailure: string | undefined;
}
