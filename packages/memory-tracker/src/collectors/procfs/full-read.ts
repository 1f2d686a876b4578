/**
 * High-water marks and CPU time cost three times what the resident set does, so they are not read
 * at every look when there is much to look at: of about so many processes a second, */
const PROCESSES_PER_SECOND = 100;

/** and every time when there are no more than so many: most of a look is something else then; */
const FEW_PROCESSES = 4;

/** but no tree less often than that, */
const LONGEST_GAP_MS = 500;

/** every time while a root is young, when a short task may be over before the next look, */
const YOUNG_MS = 550;

/** and soon when the sum outgrew the known peak, but not at every look while it does. */
const PEAK_GAP_MS = 100;

/** Timers are not exact: a look that comes this much before its time is the one that was meant. */
const SLACK_MS = 5;

/**
 * Is everything to be read of a tree at a look? Times in milliseconds.
 *
 * `processes` are those of all trees: it is one look that has to stay cheap, however it is divided.
 */
export function isThoroughDue(tree: {
  readonly processes: number;
  readonly sinceThorough: number;
  readonly sinceRoot: number;
  readonly grewBeyondPeak: boolean;
}): boolean {
  const gap =
    tree.processes <= FEW_PROCESSES
      ? 0
      : Math.min(LONGEST_GAP_MS, (tree.processes / PROCESSES_PER_SECOND) * 1000);
  return (
    tree.sinceRoot < YOUNG_MS ||
    tree.sinceThorough + SLACK_MS >= (tree.grewBeyondPeak ? Math.min(gap, PEAK_GAP_MS) : gap)
  );
}
