import { formatMemory } from '@nx-peak/host';
import { plainText } from '@nx-peak/run-record';
import type { LiveMachine, LivePeak, LiveTask, Snapshot } from './snapshot';

/** Above each column: right-aligned, but for the last one. */
const HEADINGS = ['NOW', 'PEAK', 'PROCS', 'TIME', 'TASK'] as const;

/**
 * A run in progress, as text without colours: what `nx-peak top` shows.
 *
 * @param rows how many lines there is room for
 */
export function renderSnapshot(snapshot: Snapshot, rows = Infinity): string {
  const { at, run, tasks, ended, nx, machine, peak } = snapshot;
  const total = tasks.reduce((sum, { current = 0 }) => sum + current, 0);
  const nxNow = nx?.current === undefined ? '' : `, nx itself ${bytes(nx.current)}`;
  const head = [
    plainText(run.command),
    `${seconds(at - run.startedAt)}, ${tasks.length} running, ${ended} ended; ` +
      `tasks use ${bytes(total)}${nxNow} ${machineText(machine)}`,
    ...(peak === undefined ? [] : [`peak so far: ${peakText(peak)}`]),
    '',
  ];
  const nxRow =
    nx === undefined ? [] : [[sizeText(nx.current), sizeText(nx.peak), '-', '-', 'nx itself']];
  if (tasks.length === 0 && nxRow.length === 0) {
    return [...head, 'No task is running.', ''].join('\n');
  }
  const room = Math.max(1, rows - head.length - 3 - nxRow.length);
  const shown = tasks.slice(0, room);
  const lines = tableOf([HEADINGS, ...shown.map((task) => cellsOf(task, at)), ...nxRow]);
  const more = tasks.length - shown.length;
  return [
    ...head,
    ...lines,
    ...(more > 0 ? [`and ${more} more ${more === 1 ? 'task' : 'tasks'}`] : []),
    '',
  ].join('\n');
}

function cellsOf({ id, startedAt, current, peak, maxProcesses }: LiveTask, at: number): string[] {
  return [
    sizeText(current),
    sizeText(peak),
    maxProcesses === undefined ? '-' : String(maxProcesses),
    startedAt === undefined ? '-' : seconds(at - startedAt),
    plainText(id),
  ];
}

function tableOf(table: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.slice(0, -1).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '),
  );
}

/** `700MB of tasks + 310MB of nx itself = 1.0GB`. */
function peakText({ rss, tasksRss, nxRss }: LivePeak): string {
  const tasks = `${bytes(tasksRss)} of tasks`;
  return nxRss === undefined ? tasks : `${tasks} + ${bytes(nxRss)} of nx itself = ${bytes(rss)}`;
}

function machineText({ memory, available, limit, usage, headroom }: LiveMachine): string {
  const of =
    limit === undefined
      ? `of ${bytes(memory)}`
      : `of ${bytes(limit)} (container limit${usage === undefined ? '' : `, ${bytes(usage)} used`})`;
  const room = headroom ?? available;
  return room === undefined ? of : `${of}, ${bytes(room)} available`;
}

function sizeText(count: number | undefined): string {
  return count === undefined ? '-' : bytes(count);
}

/** Nothing in use is 0MB, and not "less than a megabyte". */
function bytes(count: number): string {
  return count > 0 ? formatMemory(count) : '0MB';
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000));
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}
