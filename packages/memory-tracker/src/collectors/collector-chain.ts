import type { BuiltInCollectorName, CollectorName } from './listing/process-lister';
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
 * @param additional a collector beside the usual ones, and its place among them
 */
export function collectorChain(
  platform: NodeJS.Platform,
  preferred?: CollectorName,
  additional?: Pick<CustomCollector, 'name' | 'place'>,
): CollectorChain {
  // Android is Linux, and pidtree does not know it.
  const hasProcfs = platform === 'linux' || platform === 'android';
  const usual: BuiltInCollectorName[] = hasProcfs ? ['procfs', 'pidusage'] : ['pidusage'];
  const byDefault = withAdditional(usual, additional);
  const [first] = byDefault;
  if (preferred !== undefined && preferred !== first) {
    return {
      collectors: [preferred, ...byDefault.filter((name) => name !== preferred)],
      why: `${preferred} first because it was asked for, instead of ${platform}'s default`,
    };
  }
  if (additional !== undefined && first === additional.name) {
    return {
      collectors: byDefault,
      why: `${first} first because a look of pidusage takes long on ${platform}`,
    };
  }
  return {
    collectors: byDefault,
    why: hasProcfs
      ? `procfs first because ${platform} has /proc: exact, and no process is spawned to read it`
      : `pidusage because ${platform} has no /proc`,
  };
}

function withAdditional(
  usual: readonly CollectorName[],
  additional: Pick<CustomCollector, 'name' | 'place'> | undefined,
): CollectorName[] {
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
