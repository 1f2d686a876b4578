import type { ContenderName } from '../contenders/names';
import { TREE, TWENTY } from '../cost/shapes';
import { fraction, milliseconds, ratio } from '../report/numbers';
import type { Benchmark } from '../summary/benchmark';
import type { CostSummary, CpuSummary, RatioSummary } from '../summary/cost-summary';
import { unmeasured, verdict, type Goal, type Verdict } from './goal';

/** As in "<= 1/15 of pidtree+pidusage". */
interface PerLookGoal {
  readonly machine: number;
  readonly peer: ContenderName;
  readonly divisor: number;
}

const PER_LOOK: readonly PerLookGoal[] = [
  { machine: 130, peer: 'pidusage', divisor: 15 },
  { machine: 1000, peer: 'pidusage', divisor: 40 },
  { machine: 130, peer: 'nx-collector', divisor: 5 },
  { machine: 1000, peer: 'nx-collector', divisor: 20 },
];

const PEER_LABELS: Readonly<Partial<Record<ContenderName, string>>> = {
  pidusage: 'pidtree + pidusage',
  'nx-collector': "Nx's collector",
};

export const costGoals: readonly Goal[] = [
  ...PER_LOOK.map(({ machine, peer, divisor }): Goal => ({
    what: `CPU per sample, tree of 51, machine of ${machine}, of ${PEER_LABELS[peer] ?? peer}`,
    goal: `<= 1/${divisor}`,
    judge: (benchmark) => {
      const cells = cellsOf(benchmark, TREE.title, machine);
      const [own, other] = [cells('nx-peak')?.perLook, cells(peer)?.perLook];
      return own && other
        ? verdict(
            own.median * divisor <= other.median,
            `${fraction(own.median / other.median)} (${milliseconds(own.median)} of ` +
              `${milliseconds(other.median)})`,
          )
        : unmeasured('not run');
    },
  })),
  {
    what: "CPU per second with 20 tasks, of Nx's collector, looking 10 times as often",
    goal: '<= 1, >= 10',
    judge: (benchmark) => {
      const cells = cellsOf(benchmark, TWENTY.title, 130);
      const [own, other] = [cells('nx-peak'), cells('nx-collector')];
      if (own === undefined || other === undefined) {
        return unmeasured('not run');
      }
      const looks = own.looksPerSecond / other.looksPerSecond;
      return verdict(
        own.perSecond.median <= other.perSecond.median && looks >= ALMOST_TEN,
        `${ratio(own.perSecond.median / other.perSecond.median)} ` +
          `(${milliseconds(own.perSecond.median)} of ${milliseconds(other.perSecond.median)}), ` +
          `${looks.toFixed(1)} times as often`,
      );
    },
  },
  {
    what: 'CPU per second with 20 tasks, of pidtree + pidusage',
    goal: '<= 1/30',
    judge: (benchmark) => {
      const cells = cellsOf(benchmark, TWENTY.title, 130);
      const [own, other] = [cells('nx-peak')?.perSecond, cells('pidusage')?.perSecond];
      return own && other
        ? verdict(
            own.median * 30 <= other.median,
            `${fraction(own.median / other.median)} (${milliseconds(own.median)} of ` +
              `${milliseconds(other.median)})`,
          )
        : unmeasured('not run');
    },
  },
  {
    what: 'nx run-many, wall, on / off',
    goal: '<= 1.01',
    judge: (benchmark) => onOff(benchmark, ({ wall }) => wall),
  },
  {
    what: 'nx run-many, CPU, on / off',
    goal: '<= 1.01',
    judge: (benchmark) => onOff(benchmark, ({ cpu }) => cpu),
  },
  {
    what: 'longest sampling gap while the main thread is blocked 2 s, in intervals',
    goal: '<= 1.5',
    judge: (benchmark) => {
      const own = costOf(benchmark)?.blocked?.['nx-peak'];
      return own
        ? verdict(
            own.longest.max <= own.interval * 1.5,
            `${(own.longest.max / own.interval).toFixed(2)} (${milliseconds(own.longest.max)}, ` +
              `interval ${milliseconds(own.interval)})`,
          )
        : unmeasured('not run');
    },
  },
];

/** Timers wait a little longer than they are told to, so ten looks a second are nearly ten. */
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
  read: (ratios: { wall: RatioSummary; cpu: RatioSummary }) => RatioSummary,
): Verdict {
  const runMany = costOf(benchmark)?.runMany;
  switch (runMany?.kind) {
    case undefined:
      return unmeasured('not run');
    case 'missing':
      return unmeasured(runMany.reason.split('\n')[0] ?? '');
    case 'there': {
      const { ratio: on, interval } = read(runMany.value);
      const spread =
        interval === null ? '' : ` (${ratio(interval.low)} .. ${ratio(interval.high)})`;
      return verdict(on.median <= 1.01, `${ratio(on.median)}${spread}`);
    }
  }
}
