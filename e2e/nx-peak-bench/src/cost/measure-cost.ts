import { missing, there, type Attempt } from '../support/attempt';
import type { NativeTools } from '../truth/native-tools';
import type { Selection } from '../selection';
import { measureBlocked } from './blocked-thread';
import { measureCpu } from './cpu';
import type { CostName } from './names';
import type { CostResult } from './result';
import { measureRunMany } from './run-many';
import { measureStartUp } from './start-up';

const RUNS = { startUp: 7, blocked: 3, pairs: 15 };
const QUICK_RUNS = { startUp: 2, blocked: 1, pairs: 3 };

/** All selected costs, one after another. */
export async function measureCost(
  tools: Attempt<NativeTools>,
  { only, runs, quick }: Selection,
): Promise<Attempt<CostResult>> {
  if (process.platform !== 'linux') {
    return missing('it counts CPU time by what /proc tells, which only Linux has');
  }
  if (tools.kind === 'missing') {
    return tools;
  }
  const wanted = (name: CostName): boolean => only?.includes(name) ?? true;
  const usual = quick ? QUICK_RUNS : RUNS;
  const { value } = tools;
  return there({
    ...(wanted('start-up') ? { startUp: await measureStartUp(value, runs ?? usual.startUp) } : {}),
    ...(wanted('blocked') ? { blocked: await measureBlocked(value, runs ?? usual.blocked) } : {}),
    ...(wanted('cpu') ? { cpu: await measureCpu(value, { quick, runs }) } : {}),
    ...(wanted('run-many') ? { runMany: await measureRunMany(runs ?? usual.pairs) } : {}),
  });
}
