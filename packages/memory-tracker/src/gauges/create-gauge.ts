import { createMeter, type MeterFactory } from '../meters/create-meter';
import { isBuiltIn, type BuiltInMeterName, type MeterName } from '../meters/meter';
import type { AdditionalMeter } from '../meters/tree-meter';
import type { Gauge } from './gauge';
import { ListingGauge } from './listing-gauge';
import { ProcfsGauge } from './procfs-gauge';
import { TreeGauge } from './tree-gauge';

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
