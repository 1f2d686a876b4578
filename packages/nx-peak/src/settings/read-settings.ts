import { didYouMean } from '../did-you-mean';
import { NO_FILE, readSettingsFile, type SettingsFile, type WrittenOption } from './file';
import type { ResolvedSettings, Settings, SettingsProblem } from './settings';
import { SETTING_NAMES, SETTINGS, type Setting } from './table';

/** The settings of a workspace: of the environment, else of its `nx-peak.json`, else the defaults. Never throws. */
export function readSettings(workspaceRoot: string, env: NodeJS.ProcessEnv): ResolvedSettings {
  return resolveSettings(env, readSettingsFile(workspaceRoot));
}

/**
 * Settles every setting once. A bad value never stops a build: its default is used, and the problem
 * is returned for the caller to report.
 *
 * @param env the environment of the nx process (`NX_PEAK_INTERVAL_MS`, `NX_PEAK_COLLECTOR`, ...)
 * @param file what `nx-peak.json` says
 */
export function resolveSettings(
  env: NodeJS.ProcessEnv,
  file: SettingsFile = NO_FILE,
): ResolvedSettings {
  const problems: SettingsProblem[] = [
    ...file.problems,
    ...file.options.filter(({ name }) => !Object.hasOwn(SETTINGS, name)).map(unknownOption),
  ];
  const resolve = <Name extends keyof Settings>(name: Name): Settings[Name] => {
    const setting: Setting<Name> = SETTINGS[name];
    const given = givenValue(
      setting,
      env,
      file.options.findLast((option) => option.name === name),
    );
    if (given === undefined) {
      return setting.fallback;
    }
    const parsed = setting.type.parse(given.value);
    if (parsed === undefined) {
      const used = setting.fallback === undefined ? 'the default' : show(setting.fallback);
      problems.push({
        message: `${given.place} must be ${setting.type.expected}, not ${show(given.written)}. Using ${used}.`,
      });
      return setting.fallback;
    }
    return parsed;
  };
  return {
    settings: {
      intervalMs: resolve('intervalMs'),
      collector: resolve('collector'),
      record: resolve('record'),
      keepRuns: resolve('keepRuns'),
      summary: resolve('summary'),
      secrets: resolve('secrets'),
    },
    problems,
  };
}

/** A value somebody gave, as they wrote it, and how a message names the place. */
interface GivenValue {
  readonly place: string;
  readonly written: unknown;
  readonly value: unknown;
}

/** The first place that names a value decides: a bad value there is not replaced by the next place's. */
function givenValue<Name extends keyof Settings>(
  { env: variable, type }: Setting<Name>,
  env: NodeJS.ProcessEnv,
  option: WrittenOption | undefined,
): GivenValue | undefined {
  const text = env[variable];
  if (text !== undefined && text !== '') {
    return { place: variable, written: text, value: type.fromText(text) };
  }
  return (
    option && {
      place: `${option.valueAt}: "${option.name}"`,
      written: option.value,
      value: option.value,
    }
  );
}

function unknownOption({ name, nameAt }: WrittenOption): SettingsProblem {
  const hint = didYouMean(name, SETTING_NAMES) ?? `The options are ${SETTING_NAMES.join(', ')}.`;
  return { message: `${nameAt}: unknown option ${show(name)}. ${hint} It is ignored.` };
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
