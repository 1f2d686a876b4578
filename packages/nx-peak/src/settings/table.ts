import { DEFAULT_INTERVAL_MS, MIN_INTERVAL_MS } from '@nx-peak/memory-tracker';
import { COLLECTOR_CHOICES, type Settings } from './settings';
import { oneOf, patterns, trueOrFalse, type ValueType, wholeNumber } from './value-types';

/** All that is to know of one setting. Resolving, the JSON schema and the documentation read it here. */
export interface Setting<Name extends keyof Settings> {
  /** The environment variable that wins over `nx-peak.json`. */
  readonly env: string;
  readonly type: ValueType<Settings[Name] & {}>;
  /** What is used when nothing, or nothing usable, was said. */
  readonly fallback: Settings[Name];
  /** The fallback in words, where its value does not say it. */
  readonly fallbackText?: string;
  /** What the setting does, for the schema and the documentation: a sentence in Markdown. */
  readonly meaning: string;
}

/** Nobody means more than an hour, and a timer could not be set for more than 24 days. */
const LONGEST_INTERVAL_MS = 3_600_000;

/** Every setting by its name in `nx-peak.json`, in the order in which messages list them. */
export const SETTINGS: { readonly [Name in keyof Settings]: Setting<Name> } = {
  intervalMs: {
    env: 'NX_PEAK_INTERVAL_MS',
    type: wholeNumber(MIN_INTERVAL_MS, LONGEST_INTERVAL_MS, 'of milliseconds'),
    fallback: DEFAULT_INTERVAL_MS,
    meaning:
      'Longest time between two samples of a task. While memory grows, samples are taken more often by themselves.',
  },
  collector: {
    env: 'NX_PEAK_COLLECTOR',
    type: oneOf(COLLECTOR_CHOICES),
    fallback: undefined,
    fallbackText: 'the best one that works here',
    meaning:
      'Where measurements come from: `procfs` reads /proc (Linux), `pidusage` lists processes with the tools of the system, `nx` uses the collector of Nx, `cgroup` gives each task a cgroup of its own.',
  },
  record: {
    env: 'NX_PEAK_RECORD',
    type: trueOrFalse,
    fallback: true,
    meaning: 'Whether runs are recorded in `.nx/peak/runs`.',
  },
  keepRuns: {
    env: 'NX_PEAK_KEEP_RUNS',
    type: wholeNumber(1, 10_000),
    fallback: 20,
    meaning: 'How many recorded runs are kept. The oldest ones are deleted.',
  },
  summary: {
    env: 'NX_PEAK_SUMMARY',
    type: trueOrFalse,
    fallback: true,
    meaning: 'Whether a run ends with a summary of its memory.',
  },
  secrets: {
    env: 'NX_PEAK_SECRETS',
    type: patterns,
    fallback: [],
    fallbackText: 'none',
    meaning:
      'Masks whatever matches in recorded command lines, in addition to what looks like a secret by itself.',
  },
};

/** The names of all settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof Settings)[];
