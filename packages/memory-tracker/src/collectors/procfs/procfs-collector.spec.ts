import { now, GONE, ProcFiles } from '@nx-peak/host';
import { Tally } from '../../peak/peak-accumulator';
import { Programs } from '../../testing/programs';
import { until } from '../../testing/until';
import type { Root } from '../collector';
import { ProcfsGauge } from './procfs-collector';

const MB = 1024 * 1024;

jest.setTimeout(60_000);

const programs = new Programs();
const gauges: ProcfsGauge[] = [];
afterEach(() => {
  gauges.splice(0).forEach((gauge) => {
    gauge.close();
  });
  programs.killAll();
});

function gaugeOn(files: ProcFiles): ProcfsGauge {
  const gauge = new ProcfsGauge(files);
  gauges.push(gauge);
  return gauge;
}

function rootOf(pid: number, rest: Partial<Root> = {}): Root {
  return {
    pid,
    birth: undefined,
    fresh: true,
    registeredAt: now(),
    environment: undefined,
    ...rest,
  };
}

/** One look. What it found of the tally; undefined when the tally is not looked at any more. */
function look(gauge: ProcfsGauge, tally: Tally) {
  let found: { rss: number; processes: number } | undefined;
  gauge.look(now(), (of, { rss, processes }) => {
    if (of === tally) {
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
])('ProcfsGauge, on this system %s', (_what, Files) => {
  it('finds the children a process has, and those it gets', async () => {
    const gauge = gaugeOn(new Files());
    const tally = new Tally();
    const program = programs.start('family', 20, 2, 30);
    gauge.add(tally, rootOf(program.pid));
    look(gauge, tally);
    await program.says('holding');
    const known = look(gauge, tally);
    expect(known?.processes).toBe(3);
    expect(known?.rss).toBeGreaterThan(80 * MB);
    const late = new Tally();
    gauge.add(late, rootOf(program.pid, { fresh: false }));
    expect(look(gauge, late)?.processes).toBe(3);
  });

  it('lets go of who is gone, and of a tree without anybody', async () => {
    const gauge = gaugeOn(new Files());
    const tally = new Tally();
    const program = programs.start('leave-behind', 0, 0);
    gauge.add(tally, rootOf(program.pid));
    await program.says('holding');
    expect(look(gauge, tally)?.processes).toBe(2);
    await program.end();
    expect(look(gauge, tally)?.processes).toBe(1);
    programs.killAll();
    await until(() => look(gauge, tally) === undefined);
    expect(gauge.isLive()).toBe(false);
  });

  it('does not take a stranger for a root that had the same pid', () => {
    const gauge = gaugeOn(new Files());
    const tally = new Tally();
    const { pid } = programs.start('hold', 0);
    const birth = (gauge.peek(pid)?.row.birth ?? 0) - 1;
    gauge.add(tally, rootOf(pid, { birth }));
    expect(look(gauge, tally)?.processes).toBe(0);
  });
});

describeOnLinux('ProcfsGauge', () => {
  it('does not count what a process had held before it was tracked', async () => {
    const program = programs.start('spike', 200);
    await program.says('spiked');
    const gauge = gaugeOn(new ProcFiles());
    const tally = new Tally();
    gauge.add(tally, rootOf(program.pid, { fresh: false }));
    let marked = 0;
    for (let i = 0; i < 3; i++) {
      gauge.look(now(), (_tally, reading) => {
        marked = Math.max(marked, reading.marked);
      });
    }
    expect(marked).toBeGreaterThan(0);
    expect(marked).toBeLessThan(100 * MB);
  });

  it('tells how old a process is', () => {
    const gauge = gaugeOn(new ProcFiles());
    const own = gauge.peek(process.pid);
    const child = gauge.peek(programs.start('hold', 0).pid);
    const ages = [own, child].map((peek) => gauge.ageOf(peek?.row.birth ?? 0));
    expect(ages[0]).toBeGreaterThan(ages[1] ?? Infinity);
  });
});
