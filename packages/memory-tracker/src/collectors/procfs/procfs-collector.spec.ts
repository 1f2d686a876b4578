import { now, GONE, ProcFiles } from '@nx-peak/host';
import { PeakAccumulator } from '../../peak/peak-accumulator';
import { Programs } from '../../testing/programs';
import { until } from '../../testing/until';
import type { Root } from '../collector';
import { ProcfsCollector } from './procfs-collector';

const MB = 1024 * 1024;

jest.setTimeout(60_000);

const programs = new Programs();
const collectors: ProcfsCollector[] = [];
afterEach(() => {
  collectors.splice(0).forEach((collector) => {
    collector.close();
  });
  programs.killAll();
});

function collectorOn(files: ProcFiles): ProcfsCollector {
  const collector = new ProcfsCollector(files);
  collectors.push(collector);
  return collector;
}

function rootOf(pid: number, rest: Partial<Root> = {}): Root {
  return {
    pid,
    startTime: undefined,
    fresh: true,
    registeredAt: now(),
    environment: undefined,
    members: 'tree',
    ...rest,
  };
}

/** One sample. What it found of the accumulator; undefined when the accumulator is not sampled any more. */
function sample(collector: ProcfsCollector, accumulator: PeakAccumulator) {
  let found: { rss: number; processes: number } | undefined;
  collector.sample(now(), (of, { rss, processes }) => {
    if (of === accumulator) {
      found = { rss, processes };
    }
  });
  return found;
}

/** A system that does not tell which pid was handed out last. */
class WithoutLastPid extends ProcFiles {
  override open(path: string): number {
    return path === 'loadavg' || path.startsWith('sys/') ? GONE : super.open(path);
  }
}

/** A system out of descriptors: none can be kept, but one can be used for a moment. */
class WithoutDescriptors extends ProcFiles {
  override open(path: string): number {
    if (/^\d/.test(path)) {
      throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    }
    return super.open(path);
  }
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux.each([
  ['as it is', ProcFiles],
  ['where all processes must be listed', WithoutLastPid],
  ['where no file can be kept open', WithoutDescriptors],
])('ProcfsCollector, on this system %s', (_what, Files) => {
  it('finds the children a process has, and those it gets', async () => {
    const collector = collectorOn(new Files());
    const accumulator = new PeakAccumulator();
    const program = programs.start('family', { megabytes: 20, children: 2, megabytesEach: 30 });
    collector.add(accumulator, rootOf(program.pid));
    sample(collector, accumulator);
    await program.says('holding');
    const known = sample(collector, accumulator);
    expect(known?.processes).toBe(3);
    expect(known?.rss).toBeGreaterThan(80 * MB);
    const late = new PeakAccumulator();
    collector.add(late, rootOf(program.pid, { fresh: false }));
    expect(sample(collector, late)?.processes).toBe(3);
  });

  it('lets go of who is gone, and of a tree without anybody', async () => {
    const collector = collectorOn(new Files());
    const accumulator = new PeakAccumulator();
    const program = programs.start('leave-behind', { megabytes: 0 });
    collector.add(accumulator, rootOf(program.pid));
    await program.says('holding');
    expect(sample(collector, accumulator)?.processes).toBe(2);
    await program.end();
    expect(sample(collector, accumulator)?.processes).toBe(1);
    programs.killAll();
    await until(() => sample(collector, accumulator) === undefined);
    expect(collector.isLive()).toBe(false);
  });

  it('does not take another process for a root that had the same pid', () => {
    const collector = collectorOn(new Files());
    const accumulator = new PeakAccumulator();
    const { pid } = programs.start('hold', { megabytes: 0 });
    const startTime = (collector.peek(pid)?.row.startTime ?? 0) - 1;
    collector.add(accumulator, rootOf(pid, { startTime }));
    expect(sample(collector, accumulator)?.processes).toBe(0);
  });
});

describeOnLinux('ProcfsCollector', () => {
  it('does not count what a process had held before it was tracked', async () => {
    const program = programs.start('spike', { megabytes: 200 });
    await program.says('spiked');
    const collector = collectorOn(new ProcFiles());
    const accumulator = new PeakAccumulator();
    collector.add(accumulator, rootOf(program.pid, { fresh: false }));
    let rssWithHwm = 0;
    for (let i = 0; i < 3; i++) {
      collector.sample(now(), (_accumulator, reading) => {
        rssWithHwm = Math.max(rssWithHwm, reading.rssWithHwm);
      });
    }
    expect(rssWithHwm).toBeGreaterThan(0);
    expect(rssWithHwm).toBeLessThan(100 * MB);
  });

  it('tells how old a process is', () => {
    const collector = collectorOn(new ProcFiles());
    const own = collector.peek(process.pid);
    const child = collector.peek(programs.start('hold', { megabytes: 0 }).pid);
    const ages = [own, child].map((peek) => collector.ageOf(peek?.row.startTime ?? 0));
    expect(ages[0]).toBeGreaterThan(ages[1] ?? Infinity);
  });
});
