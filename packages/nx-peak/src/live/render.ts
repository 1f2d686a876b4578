import { formatMemory } from '@nx-peak/host';
import { plainText } from '@nx-peak/run-record';
import type { LiveMachine, Snapshot } from './snapshot';

/**
 * A run that goes on, as text without colours: what `nx-peak top` shows.
 *
 * @param rows how many lines there is room for
 */
export function renderSnapshot(
  { at, run, tasks, ended, machine }: Snapshot,
  rows = Infinity,
): string {
  const total = tasks.reduce((sum, { current = 0 }) => sum + current, 0);
  const head = [
    plainText(run.command),
    `${seconds(at - run.startedAt)}, ${tasks.length} running, ${ended} ended; ` +
      `all tasks hold ${bytes(total)} ${machineText(machine)}`,
    '',
  ];
  if (tasks.length === 0) {
    return [...head, 'No task runs.', ''].join('\n');
  }
  const room = Math.max(1, rows - head.length - 3);
  const shown = tasks.slice(0, room);
  const table = [
    ['NOW', 'PEAK', 'PROCS', 'TIME', 'TASK'],
    ...shown.map(({ id, startedAt, current, peak, maxProcesses }) => [
      current === undefined ? '-' : bytes(current),
      peak === undefined ? '-' : bytes(peak),
      maxProcesses === undefined ? '-' : String(maxProcesses),
      startedAt === undefined ? '-' : seconds(at - startedAt),
      plainText(id),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '),
  );
  const more = tasks.length - shown.length;
  return [...head, ...lines, ...(more > 0 ? [`and ${more} more`] : []), ''].join('\n');
}

function machineText({ memory, available, limit, usage, headroom }: LiveMachine): string {
  const of =
    limit === undefined
      ? `of ${bytes(memory)}`
      : `of ${bytes(limit)} (container limit${usage === undefined ? '' : `, ${bytes(usage)} used`})`;
  const room = headroom ?? available;
  return room === undefined ? of : `${of}, ${bytes(room)} to spare`;
}

/** Nothing held is not less than a megabyte. */
function bytes(count: number): string {
  return count > 0 ? formatMemory(count) : '0MB';
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000));
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}
