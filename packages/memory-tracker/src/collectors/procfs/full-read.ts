import type { Member, Tree } from './tree';

/**
 * How many processes are read fully a second. High-water marks and CPU time cost three times what
 * the resident set does, so they are not read in every sample when there are many processes.
 */
const PROCESSES_PER_SECOND = 100;

/** Up to this number, processes are always read fully: most of the cost is something else then. */
const FEW_PROCESSES = 4;

/** The longest time between two full reads of a tree. (ms) */
const LONGEST_GAP_MS = 500;

/** While a root is younger than this, each read is full: a short task may be over soon. (ms) */
const YOUNG_MS = 550;

/** The time between two full reads while the sum outgrows the known peak. (ms) */
const PEAK_GAP_MS = 100;

/** Timers are not exact: a sample that comes this much before its time is the one that was meant. */
const SLACK_MS = 5;

/**
 * Is everything to be read of a tree in this sample? Times in milliseconds.
 *
 * `processes` are those of all trees: the sample as a whole has to stay cheap.
 */
export function isFullReadDue(tree: {
  readonly processes: number;
  readonly sinceFullRead: number;
  readonly sinceRoot: number;
  readonly grewBeyondPeak: boolean;
}): boolean {
  const gap =
    tree.processes <= FEW_PROCESSES
      ? 0
      : Math.min(LONGEST_GAP_MS, (tree.processes / PROCESSES_PER_SECOND) * 1000);
  return (
    tree.sinceRoot < YOUNG_MS ||
    tree.sinceFullRead + SLACK_MS >= (tree.grewBeyondPeak ? Math.min(gap, PEAK_GAP_MS) : gap)
  );
}

/**
 * Decides which trees are read fully. The high-water marks of a tree say what happened since they
 * were read last, so they are read together: trees that share a process are read fully at once.
 */
export function chooseFullReads(
  trees: Iterable<Tree>,
  processes: readonly Member[],
  at: number,
): void {
  for (const tree of trees) {
    tree.fullRead = isFullReadDue({
      processes: processes.length,
      sinceFullRead: at - tree.fullReadAt,
      sinceRoot: at - tree.accumulator.latestRootAt,
      grewBeyondPeak: tree.grewBeyondPeak,
    });
  }
  for (let spread = true; spread;) {
    spread = false;
    for (const { trees } of processes) {
      if (trees.length > 1 && trees.some(isRead) && !trees.every(isRead)) {
        trees.forEach((tree) => {
          tree.fullRead = true;
        });
        spread = true;
      }
    }
  }
}

const isRead = (tree: Tree): boolean => tree.fullRead;
