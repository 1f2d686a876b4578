import { errorText } from '@nx-peak/host';
import { createMeter } from './listing/create-lister';
import type { BuiltInMeterName } from './listing/process-lister';

export type ProbeResult = { ok: true } | { ok: false; reason: string };

/**
 * Does this meter work here? Takes one real look at the own process. Never rejects.
 */
export async function probeMeter(name: BuiltInMeterName): Promise<ProbeResult> {
  try {
    const meter = createMeter(name);
    const table = await meter.list();
    if (!table.has(process.pid)) {
      return { ok: false, reason: `it does not list this process (pid ${process.pid})` };
    }
    const rss = await meter.weigh([process.pid]);
    return rss.has(process.pid)
      ? { ok: true }
      : { ok: false, reason: `it cannot read the memory of this process (pid ${process.pid})` };
  } catch (error) {
    return { ok: false, reason: errorText(error) };
  }
}
