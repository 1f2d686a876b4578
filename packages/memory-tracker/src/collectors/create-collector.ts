import { createLister, type ListerFactory } from './listing/create-lister';
import { isBuiltIn, type BuiltInCollectorName, type CollectorName } from './listing/process-lister';
import type { CustomCollector } from './external/external-collector';
import type { Collector } from './collector';
import { ListingCollector } from './listing/listing-collector';
import { ProcfsCollector } from './procfs/procfs-collector';
import { ExternalAdapter } from './external/external-adapter';

export type CollectorFactory = (name: CollectorName) => Collector;

/** A fresh collector. Cheap, and never fails: whether it works shows at its first look. */
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
 * @param listing makes collectors in the place of the usual collectors
 * @throws RangeError for a name that neither of them has
 */
export function collectorsOf(
  additional: CustomCollector | undefined,
  listing: ListerFactory | undefined,
): CollectorFactory {
  return (name) => {
    if (isBuiltIn(name)) {
      return listing === undefined ? createCollector(name) : new ListingCollector(listing(name));
    }
    if (additional?.name === name) {
      return new ExternalAdapter(name, additional.create());
    }
    throw new RangeError(`there is no collector ${name}`);
  };
}
