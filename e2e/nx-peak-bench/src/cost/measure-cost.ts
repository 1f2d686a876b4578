import { missing, there, type Attempt } from '@nx-peak/testkit';
import type { NativeTools } from '../truth/native-tools';
import type { Selection } from '../selection';
import { measureBlocked } from './blocked-thread';
import { measureCpu } from './cpu';
import type { CostName } from './names';
import type { CostResult } from './result';
import { measureLoading } from './loading';
import { measureRunManies } from './run-manies';
import { measureStartUp } from './start-up';
import { measureThreadStart } from './thread-start';

const RUNS = { startUp: 7, blocked: 3, loading: 30, threadStart: 30 };
const QUICK_RUNS = { startUp: 2, blocked: 1, loading: 3, threadStart: 3 };

/** All selected costs, one after another. */
export async function measureCost(
  tools: Attempt<NativeTools>,
  { only, runs, quick }: Selection,
): Promise<Attempt<CostResult>> {
  if (process.platform !== 'linux') {
    return missing('it counts CPU time by what /proc tells, which only Linux has');
  }
  const wanted = (name: CostName): boolean => only?.includes(name) ?? true;
  const usual = quick ? QUICK_RUNS : RUNS;
  const ofTools = (measured: (tools: NativeTools) => Promise<CostResult>): Promise<CostResult> =>
    tools.kind === 'there' ? measured(tools.value) : Promise.resolve({ leftOut: tools.reason });
  return there({
    ...(await ofTools(async (value) => ({
      ...(wanted('start-up')
        ? { startUp: await measureStartUp(value, runs ?? usual.startUp) }
        : {}),
      ...(wanted('blocked') ? { blocked: await measureBlocked(value, runs ?? usual.blocked) } : {}),
      ...(wanted('cpu') ? { cpu: await measureCpu(value, { quick, runs }) } : {}),
    }))),
    // At last: whatever was started before is gone, so its CPU time is not counted here.
    ...(wanted('loading') ? { loading: measureLoading(runs ?? usual.loading) } : {}),
    ...(wanted('thread') ? { threadStart: measureThreadStart(runs ?? usual.threadStart) } : {}),
    ...(await measureRunManies(wanted, { runs, quick })),
  });
}
