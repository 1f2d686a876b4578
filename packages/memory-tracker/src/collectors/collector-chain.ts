import type { BuiltInMeterName, MeterName } from './listing/process-lister';
import type { AdditionalMeter } from './external/external-collector';

/** Which meters to use, in which order: the next one takes over when one is given up. */
export interface MeterChain {
  meters: MeterName[];
  /** A sentence for people who ask why. */
  why: string;
}

/**
 * Which meters there are on a platform, best first, and why that order.
 *
 * @param platform as in `process.platform`
 * @param preferred comes first, even where it is not expected to work
 * @param additional a meter beside the usual ones, and its place among them
 */
export function meterChain(
  platform: NodeJS.Platform,
  preferred?: MeterName,
  additional?: Pick<AdditionalMeter, 'name' | 'place'>,
): MeterChain {
  // Android is Linux, and pidtree does not know it.
  const hasProcfs = platform === 'linux' || platform === 'android';
  const usual: BuiltInMeterName[] = hasProcfs ? ['procfs', 'pidusage'] : ['pidusage'];
  const byDefault = withAdditional(usual, additional);
  const [first] = byDefault;
  if (preferred !== undefined && preferred !== first) {
    return {
      meters: [preferred, ...byDefault.filter((name) => name !== preferred)],
      why: `${preferred} first because it was asked for, instead of ${platform}'s default`,
    };
  }
  if (additional !== undefined && first === additional.name) {
    return {
      meters: byDefault,
      why: `${first} first because a look of pidusage takes long on ${platform}`,
    };
  }
  return {
    meters: byDefault,
    why: hasProcfs
      ? `procfs first because ${platform} has /proc: exact, and no process is spawned to read it`
      : `pidusage because ${platform} has no /proc`,
  };
}

function withAdditional(
  usual: readonly MeterName[],
  additional: Pick<AdditionalMeter, 'name' | 'place'> | undefined,
): MeterName[] {
  switch (additional?.place) {
    case 'first':
      return [additional.name, ...usual];
    case 'last':
      return [...usual, additional.name];
    case 'only when asked for':
    case undefined:
      return [...usual];
  }
}
