import type { BuiltInCollectorName } from '../collector-names';
import type { ProcessLister } from './process-lister';
import { PidusageLister } from './pidusage-lister';
import { ProcfsLister } from './procfs-lister';

export type ListerFactory = (name: BuiltInCollectorName) => ProcessLister;

/** A fresh lister. Cheap, and never fails: whether it works shows at its first sample. */
export const createLister: ListerFactory = (name) => {
  switch (name) {
    case 'procfs':
      return new ProcfsLister();
    case 'pidusage':
      return new PidusageLister();
  }
};
