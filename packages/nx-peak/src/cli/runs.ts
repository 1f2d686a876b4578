import { listRuns, plainText, type ListedRun } from '@nx-peak/run-record';
import { formatMemory } from '@nx-peak/host';
import { peakFolder } from '../paths';
import { expectNoMore, expectWorkspace, parse } from './arguments';

/**
 * `nx-peak runs`: the recorded runs, the last one first.
 *
 * @returns the exit code
 */
export function runs(args: readonly string[], folder: string): number {
  const { values, positionals } = parse('runs', args, { json: { type: 'boolean' } });
  expectNoMore('runs', positionals, 0);
  const found = listRuns(peakFolder(expectWorkspace(folder)));
  if (values.json === true) {
    console.log(JSON.stringify(found, undefined, 2));
  } else if (found.length === 0) {
    console.log('No run is recorded here. Run nx with NX_LOG_HEAP_USAGE=true first.');
  } else {
    found.forEach((run) => {
      console.log(lineOf(run));
    });
  }
  return 0;
}

/** `20260105T101500Z-1f0c3a  finished     864MB   6 tasks  nx run-many -t build` */
export function lineOf(run: ListedRun): string {
  if (run.kind === 'unreadable') {
    return `${run.id}  cannot be read: ${run.problem}`;
  }
  const { state, peak, tasks, command, parent } = run.record;
  const words = [
    run.id,
    state.kind.padEnd('incomplete'.length),
    (peak === undefined ? '-' : formatMemory(peak.rss)).padStart(6),
    `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`.padStart(9),
    plainText(command),
    ...(parent === undefined ? [] : [`(inside ${plainText(parent)})`]),
  ];
  return words.join('  ');
}
