import type { Contender } from './contender';
import type { ContenderName } from './names';

/** Loads the one that is asked for and nothing of the others. */
export async function createContender(name: ContenderName): Promise<Contender> {
  switch (name) {
    case 'nx-peak':
      return new (await import('./nx-peak.js')).NxPeak();
    case 'pidusage':
      return new (await import('./pidusage.js')).Pidusage();
    case 'systeminformation':
      return new (await import('./systeminformation.js')).Systeminformation();
    case 'nx-collector':
      return new (await import('./nx-collector.js')).NxCollector();
  }
}
