import { measureRunMany } from './run-many';
import type { CostName } from './names';
import type { CostResult, RunManyResult, RunManyShape } from './result';

interface RunMany {
  readonly name: CostName;
  readonly shape: RunManyShape;
  readonly pairs: number;
  readonly quickPairs: number;
}

/** What a run costs once shows in few long tasks, what each task costs in many short ones. */
export const RUN_MANIES: readonly RunMany[] = [
  {
    name: 'run-many',
    shape: {
      title: '8 tasks of 2 s',
      tasks: 8,
      command: 'node build.cjs',
      parallel: 2,
      leastPeaks: 8,
    },
    pairs: 20,
    quickPairs: 2,
  },
  {
    name: 'run-many-300',
    shape: {
      title: '300 tasks of `true`',
      tasks: 300,
      command: 'true',
      parallel: 4,
      leastPeaks: 1,
    },
    pairs: 15,
    quickPairs: 1,
  },
  {
    name: 'run-many-2000',
    shape: {
      title: '2,000 tasks of `true`',
      tasks: 2000,
      command: 'true',
      parallel: 4,
      leastPeaks: 1,
    },
    pairs: 3,
    quickPairs: 1,
  },
];

/** The wanted ones, one after another. */
export async function measureRunManies(
  wanted: (name: CostName) => boolean,
  { runs, quick }: { readonly runs: number | undefined; readonly quick: boolean },
): Promise<Pick<CostResult, 'runMany'>> {
  const results: RunManyResult[] = [];
  for (const { shape, pairs, quickPairs } of RUN_MANIES.filter((one) => wanted(one.name))) {
    const count = runs ?? (quick ? quickPairs : pairs);
    results.push({ shape, pairs: await measureRunMany(shape, count) });
  }
  return results.length > 0 ? { runMany: results } : {};
}
