import { errorText } from '@nx-peak/host/procfs';
import { createLister } from './listing/create-lister';
import type { BuiltInCollectorName } from './collector-names';

/** What came of trying a collector. */
export type ProbeResult =
  { readonly kind: 'works' } | { readonly kind: 'broken'; readonly reason: string };

/**
 * Does this collector work here? Takes one real sample of the own process. Never rejects.
 */
export async function probeCollector(name: BuiltInCollectorName): Promise<ProbeResult> {
  try {
    const collector = createLister(name);
    const table = await collector.list();
    if (!table.has(process.pid)) {
      return { kind: 'broken', reason: `it does not list this process (pid ${process.pid})` };
    }
    const rss = await collector.weigh([process.pid]);
    return rss.has(process.pid)
      ? { kind: 'works' }
      : {
          kind: 'broken',
          reason: `it cannot read the memory of this process (pid ${process.pid})`,
        };
  } catch (error) {
    return { kind: 'broken', reason: errorText(error) };
  }
}
