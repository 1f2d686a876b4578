import type { ContenderName } from '../contenders/names';
import { TREE, TWENTY } from '../cost/shapes';
import { fraction, milliseconds, ratio } from '../report/numbers';
import type { Benchmark } from '../summary/benchmark';
import type { CostSummary, CpuSummary, RatioSummary } from '../summary/cost-summary';
import { unmeasured, outcome, type Goal, type Outcome } from './goal';

/** As in "<= 1/15 of pidtree+pidusage". */
interface PerSampleGoal {
  readonly machine: number;
  readonly peer: ContenderName;
  readonly divisor: number;
  readonly whenMissed?: string;
}

const PER_SAMPLE: readonly PerSampleGoal[] = [
  { machine: 130, peer: 'pidusage', divisor: 15 },
  {
    machine: 1000,
    peer: 'pidusage',
    divisor: 40,
    whenMissed:
      'The time of a sample of nx-peak hardly depends on how many other processes run. That of ' +
      'pidtree + pidusage is the time of two `ps`, which differs from machine to machine, so the ' +
      'ratio moves around the goal.',
  },
  { machine: 130, peer: 'nx-collector', divisor: 5 },
  {
    machine: 1000,
    peer: 'nx-collector',
    divisor: 20,
    whenMissed:
      'On a shared machine the time of a sample differs twofold from one stretch to the next (see the ' +
      'table below), and this goal lies within that.',
  },
];

const PEER_LABELS: Readonly<Partial<Record<ContenderName, string>>> = {
  pidusage: 'pidtree + pidusage',
  'nx-collector': "Nx's collector",
};

const RUN_MANY_GOALS = [
  {
    title: '8 tasks of 2 s',
    tasks: 8,
    atMost: 1.01,
    whenMissed:
      'Most of it is what a run costs once, in eight seconds: loading nx-peak, and a sampling thread ' +
      'with a V8 of its own. The two lines below show both.',
  },
  {
    title: '300 tasks of `true`',
    tasks: 300,
    atMost: 1.05,
    whenMissed:
      "A process that ends at once costs its start on nx's main thread (a first sample, waking the " +
      'sampling thread, two counters of out-of-memory kills, its lines in the record) and a tick of ' +
      'the thread, beside the few milliseconds that nx itself takes for such a task.',
  },
] as const;

export const costGoals: readonly Goal[] = [
  ...PER_SAMPLE.map(({ machine, peer, divisor, ...known }): Goal => ({
    ...known,
    what: `CPU per sample, tree of 51, machine of ${machine}, of ${PEER_LABELS[peer] ?? peer}`,
    goal: `<= 1/${divisor}`,
    check: (benchmark) => {
      const cells = cellsOf(benchmark, TREE.title, machine);
      const [own, other] = [cells('nx-peak')?.perSample, cells(peer)?.perSample];
      return own && other
        ? outcome(
            own.median * divisor <= other.median,
            `${fraction(own.median / other.median)} (${milliseconds(own.median)} of ` +
              `${milliseconds(other.median)})`,
          )
        : unmeasured('not run');
    },
  })),
  {
    what: "CPU per second with 20 tasks, of Nx's collector, sampling 10 times as often",
    goal: '<= 1, >= 10',
    whenMissed:
      'Ten samples a second wake a thread with cold caches ten times, which is about half of what a ' +
      "sample takes; Nx's collector wakes once a second.",
    check: (benchmark) => {
      const cells = cellsOf(benchmark, TWENTY.title, 130);
      const [own, other] = [cells('nx-peak'), cells('nx-collector')];
      if (own === undefined || other === undefined) {
        return unmeasured('not run');
      }
      const samples = own.samplesPerSecond / other.samplesPerSecond;
      return outcome(
        own.perSecond.median <= other.perSecond.median && samples >= ALMOST_TEN,
        `${ratio(own.perSecond.median / other.perSecond.median)} ` +
          `(${milliseconds(own.perSecond.median)} of ${milliseconds(other.perSecond.median)}), ` +
          `${samples.toFixed(1)} times as often`,
      );
    },
  },
  {
    what: 'CPU per second with 20 tasks, of pidtree + pidusage',
    goal: '<= 1/30',
    check: (benchmark) => {
      const cells = cellsOf(benchmark, TWENTY.title, 130);
      const [own, other] = [cells('nx-peak')?.perSecond, cells('pidusage')?.perSecond];
      return own && other
        ? outcome(
            own.median * 30 <= other.median,
            `${fraction(own.median / other.median)} (${milliseconds(own.median)} of ` +
              `${milliseconds(other.median)})`,
          )
        : unmeasured('not run');
    },
  },
  ...RUN_MANY_GOALS.flatMap(({ title, tasks, atMost, whenMissed }): Goal[] => [
    {
      what: `nx run-many, ${title}, wall, on / off`,
      goal: `<= ${atMost}`,
      whenMissed,
      check: (benchmark) => onOff(benchmark, { tasks, atMost, read: ({ wall }) => wall }),
    },
    {
      what: `nx run-many, ${title}, CPU, on / off`,
      goal: `<= ${atMost}`,
      whenMissed,
      check: (benchmark) => onOff(benchmark, { tasks, atMost, read: ({ cpu }) => cpu }),
    },
  ]),
  {
    what: 'loading what runs inside nx, wall and CPU',
    goal: '<= 10 ms, both',
    whenMissed:
      'Most of it is reading and compiling one file of 320 kB. Where Nx switches the compile cache of ' +
      'Node on (Nx 22.7, Node 22.8 and newer), that is saved from the second run on.',
    check: (benchmark) => {
      const loading = costOf(benchmark)?.loading;
      return loading
        ? outcome(
            Math.max(loading.wallMs.median, loading.cpuMs.median) <= 10,
            `${milliseconds(loading.wallMs.median)}, ${milliseconds(loading.cpuMs.median)}`,
          )
        : unmeasured('not run');
    },
  },
  {
    what: 'first sample of the sampling thread after the first task',
    goal: '<= 12 ms',
    whenMissed:
      'Node takes most of it to start any thread, as the empty one beside it shows. Until the thread ' +
      'is there, the main thread samples.',
    check: (benchmark) => {
      const start = costOf(benchmark)?.threadStart;
      return start
        ? outcome(
            start.samplingMs.median <= 12,
            `${milliseconds(start.samplingMs.median)} (an empty thread: ` +
              `${milliseconds(start.emptyMs.median)})`,
          )
        : unmeasured('not run');
    },
  },
  {
    what: 'longest sampling gap while the main thread is blocked 2 s, in intervals',
    goal: '<= 1.5',
    check: (benchmark) => {
      const own = costOf(benchmark)?.blocked?.['nx-peak'];
      return own
        ? outcome(
            own.longest.max <= own.interval * 1.5,
            `${(own.longest.max / own.interval).toFixed(2)} (${milliseconds(own.longest.max)}, ` +
              `interval ${milliseconds(own.interval)})`,
          )
        : unmeasured('not run');
    },
  },
];

/** Timers fire a little later than asked, so ten samples a second are nearly ten. */
const ALMOST_TEN = 9.5;

/** A machine has about as many processes as was asked for. */
function isAbout(machine: number, wanted: number): boolean {
  return Math.abs(machine / wanted - 1) < 0.2;
}

function costOf({ cost }: Benchmark): CostSummary | undefined {
  return cost?.summary.kind === 'there' ? cost.summary.value : undefined;
}

function cellsOf(
  benchmark: Benchmark,
  shape: string,
  machine: number,
): (contender: ContenderName) => CpuSummary | undefined {
  const cells = costOf(benchmark)?.cpu?.filter(
    (cell) => cell.shape.title === shape && isAbout(cell.machine, machine),
  );
  return (contender) => cells?.find((cell) => cell.contender === contender);
}

function onOff(
  benchmark: Benchmark,
  {
    tasks,
    atMost,
    read,
  }: {
    readonly tasks: number;
    readonly atMost: number;
    readonly read: (ratios: { wall: RatioSummary; cpu: RatioSummary }) => RatioSummary;
  },
): Outcome {
  const ratios = costOf(benchmark)?.runMany?.find(({ shape }) => shape.tasks === tasks)?.ratios;
  switch (ratios?.kind) {
    case undefined:
      return unmeasured('not run');
    case 'missing':
      return unmeasured(ratios.reason.split('\n')[0] ?? '');
    case 'there': {
      const { ratio: on, interval } = read(ratios.value);
      const spread =
        interval === null ? '' : ` (${ratio(interval.low)} .. ${ratio(interval.high)})`;
      return outcome(on.median <= atMost, `${ratio(on.median)}${spread}`);
    }
  }
}
