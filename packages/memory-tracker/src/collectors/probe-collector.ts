import { errorText } from '@nx-peak/host/procfs';
import { createLister } from './listing/create-lister';
import type { BuiltInCollectorName } from './collector-names';

/** What came of trying a collector. */
export type ProbeResult = { ok: true } | { ok: false; reason: string };

/**
 * Does this collector work here? Takes one real sample of the own process. Never rejects.
 */
export async function probeCollector(name: BuiltInCollectorName): Promise<ProbeResult> {
  try {
    const collector = createLister(name);
    const table = await collector.list();
    if (!table.has(process.pid)) {
      return { ok: false, reason: `it does not list this process (pid ${process.pid})` };
    }
    const rss = await collector.weigh([process.pid]);
    return rss.has(process.pid)
      ? { ok: true }
      : { ok: false, reason: `it cannot read the memory of this process (pid ${process.pid})` };
  } catch (error) {
    return { ok: false, reason: errorText(error) };
  }
}
