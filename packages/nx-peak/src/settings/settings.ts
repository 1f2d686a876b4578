import { COLLECTOR_NAMES, type BuiltInCollectorName } from '@nx-peak/memory-tracker';

/** Where measurements come from: a collector of the tracker, Nx's own collector, or cgroups. */
export type CollectorChoice = BuiltInCollectorName | 'nx' | 'cgroup';

/** Every collector that can be asked for, in the order in which messages list them. */
export const COLLECTOR_CHOICES: readonly CollectorChoice[] = [...COLLECTOR_NAMES, 'nx', 'cgroup'];

/** How nx-peak measures. Comes from the environment first, then from `nx-peak.json`, then from the defaults. */
export interface Settings {
  /** Longest time between two samples of a task, in milliseconds. */
  readonly intervalMs: number;
  /** The collector that was asked for; undefined lets the platform decide. */
  readonly collector: CollectorChoice | undefined;
  /** Whether runs are recorded in `.nx/peak/runs`. */
  readonly record: boolean;
  /** How many records are kept, 1 or more. */
  readonly keepRuns: number;
  /** Whether a run ends with a summary of its memory. */
  readonly summary: boolean;
  /** What is masked in recorded command lines, beside what looks like a secret by itself. */
  readonly secrets: readonly RegExp[];
}

/** A value that could not be used. */
export interface SettingsProblem {
  /** A whole sentence: the place, the value, and what is used instead. */
  readonly message: string;
}

/** What to use, and what was wrong with what was asked for. */
export interface ResolvedSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}
