import { createMeter } from '../meters/create-meter';
import type { MeterName } from '../meters/meter';
import type { Gauge } from './gauge';
import { ListingGauge } from './listing-gauge';
import { ProcfsGauge } from './procfs-gauge';

export type GaugeFactory = (name: MeterName) => Gauge;

/** A fresh gauge. Cheap, and never fails: whether it works shows at its first look. */
export const createGauge: GaugeFactory = (name) => {
  switch (name) {
    case 'procfs':
      return new ProcfsGauge();
    case 'pidusage':
      return new ListingGauge(createMeter(name));
  }
};
