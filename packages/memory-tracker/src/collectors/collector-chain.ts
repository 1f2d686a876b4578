import type { BuiltInCollectorName, CollectorName } from './collector-names';
import type { CustomCollector } from './external/external-collector';

/** Which collectors to use, in which order: the next one takes over when one is given up. */
export interface CollectorChain {
  collectors: CollectorName[];
  /** A sentence for people who ask why. */
  why: string;
}

/**
 * Which collectors there are on a platform, best first, and why that order.
 *
 * @param platform as in `process.platform`
 * @param preferred comes first, even where it is not expected to work
 * @param custom a collector beside the usual ones, and its place among them
 */
export function collectorChain(
  platform: NodeJS.Platform,
  preferred?: CollectorName,
  custom?: Pick<CustomCollector, 'name' | 'place'>,
): CollectorChain {
  // Android is Linux, and pidtree does not know it.
  const hasProcfs = platform === 'linux' || platform === 'android';
  const usual: BuiltInCollectorName[] = hasProcfs ? ['procfs', 'pidusage'] : ['pidusage'];
  const byDefault = withCustom(usual, custom);
  const [first] = byDefault;
  if (preferred !== undefined && preferred !== first) {
    return {
      collectors: [preferred, ...byDefault.filter((name) => name !== preferred)],
      why: `${preferred} first because it was asked for, instead of ${platform}'s default`,
    };
  }
  if (custom !== undefined && first === custom.name) {
    return {
      collectors: byDefault,
      why: `${first} first because a sample of pidusage takes long on ${platform}`,
    };
  }
  return {
    collectors: byDefault,
    why: hasProcfs
      ? `procfs first because ${platform} has /proc: exact, and no process is spawned to read it`
      : `pidusage because ${platform} has no /proc`,
  };
}

function withCustom(
  usual: readonly CollectorName[],
  custom: Pick<CustomCollector, 'name' | 'place'> | undefined,
): CollectorName[] {
  switch (custom?.place) {
    case 'first':
      return [custom.name, ...usual];
    case 'last':
      return [...usual, custom.name];
    case 'on-request':
    case undefined:
      return [...usual];
  }
}
