import type { MeterName } from './meter';

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
 */
export function meterChain(platform: NodeJS.Platform, preferred?: MeterName): MeterChain {
  // Android is Linux, and pidtree does not know it.
  const hasProcfs = platform === 'linux' || platform === 'android';
  const byDefault: MeterName[] = hasProcfs ? ['procfs', 'pidusage'] : ['pidusage'];
  if (preferred !== undefined && preferred !== byDefault[0]) {
    return {
      meters: [preferred, ...byDefault.filter((name) => name !== preferred)],
      why: `${preferred} first because it was asked for, instead of ${platform}'s default`,
    };
  }
  return {
    meters: byDefault,
    why: hasProcfs
      ? `procfs first because ${platform} has /proc: exact, and no process is spawned to read it`
      : `pidusage because ${platform} has no /proc`,
  };
}
