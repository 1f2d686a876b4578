import type { BuiltInMeterName, Meter } from './process-lister';
import { PidusageMeter } from './pidusage-lister';
import { ProcfsMeter } from './procfs-lister';

export type MeterFactory = (name: BuiltInMeterName) => Meter;

/** A fresh meter. Cheap, and never fails: whether it works shows at its first look. */
export const createMeter: MeterFactory = (name) => {
  switch (name) {
    case 'procfs':
      return new ProcfsMeter();
    case 'pidusage':
      return new PidusageMeter();
  }
};
