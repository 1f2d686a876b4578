import type { Collector } from './collector';
import { isBuiltIn, type BuiltInCollectorName, type CollectorName } from './collector-names';
import { ExternalAdapter } from './external/external-adapter';
import type { CustomCollector } from './external/external-collector';
import { createLister, type ListerFactory } from './listing/create-lister';
import { ListingCollector } from './listing/listing-collector';
import { ProcfsCollector } from './procfs/procfs-collector';

/** A fresh collector. Cheap, and never fails: whether it works shows at its first sample. */
export function createCollector(name: BuiltInCollectorName): Collector {
  switch (name) {
    case 'procfs':
      return new ProcfsCollector();
    case 'pidusage':
      return new ListingCollector(createLister(name));
  }
}

/**
 * Makes the collectors of a chain.
 *
 * @param listing makes the listers of collectors that take the place of the usual ones
 * @throws RangeError for a name that no collector has
 */
export function collectorsOf(
  custom: CustomCollector | undefined,
  listing: ListerFactory | undefined,
): (name: CollectorName) => Collector {
  return (name) => {
    if (isBuiltIn(name)) {
      return listing === undefined ? createCollector(name) : new ListingCollector(listing(name));
    }
    if (custom?.name === name) {
      return new ExternalAdapter(name, custom.create());
    }
    throw new RangeError(`there is no collector ${name}`);
  };
}
