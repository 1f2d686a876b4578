import { createMeter, type MeterFactory } from './listing/create-lister';
import { isBuiltIn, type BuiltInMeterName, type MeterName } from './listing/process-lister';
import type { AdditionalMeter } from './external/external-collector';
import type { Gauge } from './collector';
import { ListingGauge } from './listing/listing-collector';
import { ProcfsGauge } from './procfs/procfs-collector';
import { TreeGauge } from './external/external-adapter';

export type GaugeFactory = (name: MeterName) => Gauge;

/** A fresh gauge. Cheap, and never fails: whether it works shows at its first look. */
export function createGauge(name: BuiltInMeterName): Gauge {
  switch (name) {
    case 'procfs':
      return new ProcfsGauge();
    case 'pidusage':
      return new ListingGauge(createMeter(name));
  }
}

/**
 * Makes the gauges of a chain.
 *
 * @param listing makes meters in the place of the usual gauges
 * @throws RangeError for a name that neither of them has
 */
export function gaugesOf(
  additional: AdditionalMeter | undefined,
  listing: MeterFactory | undefined,
): GaugeFactory {
  return (name) => {
    if (isBuiltIn(name)) {
      return listing === undefined ? createGauge(name) : new ListingGauge(listing(name));
    }
    if (additional?.name === name) {
      return new TreeGauge(name, additional.create());
    }
    throw new RangeError(`there is no meter ${name}`);
  };
}
