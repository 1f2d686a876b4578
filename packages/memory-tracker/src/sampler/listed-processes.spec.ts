import type { Collector, Root } from '../collectors/collector';
import { createCollector } from '../collectors/create-collector';
import { collectorChain } from '../collectors/collector-chain';
import type { PeakProcesses } from '../peak/peak-processes';
import { emptyReading } from '../peak/reading';
import { PeakAccumulator } from '../peak/peak-accumulator';
import { Programs } from '../testing/programs';
import { Sampler } from './sampler';

jest.setTimeout(60_000);

const programs = new Programs();
const samplers: Sampler[] = [];
afterEach(() => {
  samplers.splice(0).forEach((sampler) => {
    sampler.dispose();
  });
  programs.killAll();
});

/** A sampler of one process, and what it tells of peaks. `asked`: how often its collector was asked. */
function samplerOf(collector: Collector, pid: number, wanted = true) {
  const lists: PeakProcesses[] = [];
  const seen = { lists, asked: 0 };
  const heldBy = collector.heldBy.bind(collector);
  collector.heldBy = (accumulator) => {
    seen.asked++;
    return heldBy(accumulator);
  };
  const sampler = new Sampler({
    chain: { collectors: [collector.name], why: '' },
    createCollector: () => collector,
    intervalMs: 100,
    onPeakProcesses: wanted
      ? (_accumulator, listed) => {
          lists.push(listed);
        }
      : undefined,
    notify: () => undefined,
  });
  samplers.push(sampler);
  const root: Root = {
    pid,
    startTime: undefined,
    fresh: true,
    registeredAt: 0,
    environment: undefined,
    members: 'tree' as const,
  };
  sampler.add(new PeakAccumulator(), root, false);
  return { sampler, seen };
}

/** Samples a process that holds so many bytes, one after the other. */
function collectorOf(sums: readonly number[]): Collector {
  let accumulator: PeakAccumulator | undefined;
  let sample = -1;
  const sum = (): number => sums[sample] ?? 0;
  return {
    name: 'pidusage',
    nearlyFree: false,
    newProcessesFrom: undefined,
    add: (added) => {
      accumulator = added;
    },
    drop: () => undefined,
    close: () => undefined,
    isLive: () => true,
    processesOf: () => [],
    heldBy: () =>
      Array.from({ length: 30 }, (_, i) => ({ pid: -1 - i, ppid: undefined, bytes: i })).concat({
        pid: -99,
        ppid: undefined,
        bytes: sum(),
      }),
    sample: (_at, record) => {
      sample++;
      if (accumulator !== undefined) {
        record(accumulator, { ...emptyReading(), rss: sum(), rssWithHwm: sum(), processes: 1 });
      }
    },
  };
}

describe('the processes of a peak', () => {
  it('are told at the sample that made it, the twenty largest', () => {
    const { sampler, seen } = samplerOf(collectorOf([1000]), 1);
    void sampler.tick();
    expect(seen.lists).toMatchObject([{ sum: 1000 }]);
    const bytes = seen.lists[0]?.processes.map((process) => process.bytes);
    expect(bytes).toEqual([1000, ...Array.from({ length: 19 }, (_, i) => 29 - i)]);
  });

  it('are asked for at no sample but those whose peak is not explained yet', () => {
    const sums = [1000, 1000, 1020, 500, 1029, 1031, 1031, 900, 2000];
    const { sampler, seen } = samplerOf(collectorOf(sums), 1);
    sums.forEach(() => void sampler.tick());
    expect(seen.lists.map(({ sum }) => sum)).toEqual([1000, 1031, 2000]);
    expect(seen.asked).toBe(3);
  });

  it('are not asked for when nobody wants to know', () => {
    const { sampler, seen } = samplerOf(collectorOf([1000]), 1, false);
    void sampler.tick();
    expect(seen.asked).toBe(0);
  });
});

const onLinux = collectorChain(process.platform).collectors.includes('procfs') ? it : it.skip;

onLinux('a steady process is listed once', async () => {
  const program = programs.start('hold', { megabytes: 100 });
  await program.says('holding');
  // Stopped, it holds the same for sure.
  process.kill(program.pid, 'SIGSTOP');
  const { sampler, seen } = samplerOf(createCollector('procfs'), program.pid);
  for (let samples = 0; samples < 50; samples++) {
    void sampler.tick();
  }
  // Its high-water mark may make another peak, once.
  expect(seen.asked).toBeLessThanOrEqual(2);
  expect(seen.lists.at(-1)?.processes).toMatchObject([{ pid: program.pid }]);
});
