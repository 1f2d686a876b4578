import {
  DEFAULT_INTERVAL_MS,
  COLLECTOR_NAMES,
  MIN_INTERVAL_MS,
  type BuiltInCollectorName,
} from '@nx-peak/memory-tracker';

/** Where measurements come from: those of the tracker, Nx's own collector, or cgroups. */
export type CollectorChoice = BuiltInCollectorName | 'nx' | 'cgroup';

export const COLLECTOR_CHOICES: readonly CollectorChoice[] = [...COLLECTOR_NAMES, 'nx', 'cgroup'];

/** How nx-peak measures. Read from the environment first, then from nx.json, then the defaults. */
export interface Settings {
  /** The longest gap between two looks at the process table, in milliseconds. */
  readonly intervalMs: number;
  /** The collector asked for; undefined lets the platform decide. */
  readonly collector: CollectorChoice | undefined;
  /** Whether runs are recorded in `.nx/peak/runs`. */
  readonly record: boolean;
  /** How many records are kept, 1 or more. */
  readonly keepRuns: number;
  /** Whether a run ends with a block on its memory. */
  readonly summary: boolean;
  /** What is masked in recorded command lines, beside what looks like a secret by itself. */
  readonly secrets: readonly RegExp[];
}

/** A value that could not be used, told in a sentence that names the place and the value. */
export interface SettingsProblem {
  readonly message: string;
}

/** What nx.json can set. */
const OPTIONS: readonly (keyof Settings)[] = [
  'intervalMs',
  'collector',
  'record',
  'keepRuns',
  'summary',
  'secrets',
];

const DEFAULT_KEPT_RUNS = 20;
const MOST_KEPT_RUNS = 10_000;

/** Nobody means more than an hour; a timer could not be set for more than 24 days. */
const LONGEST_INTERVAL_MS = 3_600_000;

/**
 * Settles every setting once. A bad value never stops a build: its default is used and the
 * problem is returned for the caller to tell.
 *
 * @param env the environment of the nx process (`NX_PEAK_INTERVAL_MS`, `NX_PEAK_COLLECTOR`, ...)
 * @param options the plugin's options in nx.json (`intervalMs`, `collector`, ...), of any shape
 */
export function resolveSettings(
  env: NodeJS.ProcessEnv,
  options: unknown = {},
): { settings: Settings; problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const given = isRecord(options) ? options : {};
  if (!isRecord(options)) {
    problems.push({
      message: `The options of nx-peak in nx.json must be an object, not ${show(options)}.`,
    });
  }

  Object.keys(given)
    .filter((name) => !OPTIONS.some((option) => option === name))
    .forEach((name) => {
      problems.push({
        message: `nx-peak has no option ${show(name)}, which nx.json sets. It has ${OPTIONS.join(', ')}.`,
      });
    });

  /** The first place that names a value decides; a bad value there is not replaced by the next place's. */
  function pick<T>(
    variable: string,
    option: string,
    parse: (value: unknown) => T | undefined,
    expected: string,
    fallback: T,
  ): T {
    const fromEnv = env[variable];
    const [place, value] =
      fromEnv !== undefined && fromEnv !== ''
        ? [variable, fromEnv]
        : [`"${option}" of nx-peak in nx.json`, given[option]];
    if (value === undefined) {
      return fallback;
    }
    const parsed = parse(value);
    if (parsed === undefined) {
      problems.push({
        message: `${place} must be ${expected}, not ${show(value)}. Using ${fallback === undefined ? 'the default' : show(fallback)}.`,
      });
      return fallback;
    }
    return parsed;
  }

  return {
    settings: {
      intervalMs: pick(
        'NX_PEAK_INTERVAL_MS',
        'intervalMs',
        (value) => parseWhole(value, MIN_INTERVAL_MS, LONGEST_INTERVAL_MS),
        `a whole number of milliseconds from ${MIN_INTERVAL_MS} to ${LONGEST_INTERVAL_MS}`,
        DEFAULT_INTERVAL_MS,
      ),
      collector: pick<CollectorChoice | undefined>(
        'NX_PEAK_COLLECTOR',
        'collector',
        (value) => COLLECTOR_CHOICES.find((collector) => collector === value),
        `one of ${COLLECTOR_CHOICES.join(', ')}`,
        undefined,
      ),
      record: pick('NX_PEAK_RECORD', 'record', parseBoolean, 'true or false', true),
      keepRuns: pick(
        'NX_PEAK_KEEP_RUNS',
        'keepRuns',
        (value) => parseWhole(value, 1, MOST_KEPT_RUNS),
        `a whole number from 1 to ${MOST_KEPT_RUNS}`,
        DEFAULT_KEPT_RUNS,
      ),
      summary: pick('NX_PEAK_SUMMARY', 'summary', parseBoolean, 'true or false', true),
      secrets: pick(
        'NX_PEAK_SECRETS',
        'secrets',
        parsePatterns,
        'a regular expression or a list of them',
        [],
      ),
    },
    problems,
  };
}

/** The options of this plugin as written in an nx.json, wherever it names the plugin. */
export function pluginOptionsOf(nxJson: unknown): unknown {
  const plugins = isRecord(nxJson) ? nxJson['plugins'] : undefined;
  const entry: unknown = Array.isArray(plugins)
    ? plugins.find((plugin) => isRecord(plugin) && plugin['plugin'] === 'nx-peak')
    : undefined;
  return isRecord(entry) ? (entry['options'] ?? {}) : {};
}

/** The words that the switch takes, too. */
function parseBoolean(value: unknown): boolean | undefined {
  switch (value) {
    case true:
    case 'true':
    case '1':
      return true;
    case false:
    case 'false':
    case '0':
      return false;
    default:
      return undefined;
  }
}

function parsePatterns(value: unknown): RegExp[] | undefined {
  try {
    return [value].flat().map((source) => {
      if (typeof source !== 'string' || source === '') {
        throw new TypeError('not a pattern');
      }
      return new RegExp(source);
    });
  } catch {
    return undefined; // the caller tells the value
  }
}

function parseWhole(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
