import type * as Reports from '@nx-peak/run-record/reports';
import { write } from '../../nx-features';
import type { TerminalContext } from '../terminal-context';

/** One task says all there is to say on its own line. */
const FEWEST_TASKS = 2;

/**
 * The block on the memory of the whole run, once a run: of an outermost run in which two tasks or
 * more were measured, unless it is switched off. Not in the style `summary`, which names what failed
 * and nothing else.
 *
 * @returns its lines, undefined when there is none (any more) to tell
 */
export function takeEndOfLog(context: TerminalContext): string[] | undefined {
  const { recording, peaks } = context;
  const record = recording.wantsSummary && recording.isOutermost ? recording.record() : undefined;
  if (record === undefined || recording.summaryTold) {
    return undefined;
  }
  const measured = record.tasks.filter(({ measurement }) => measurement !== undefined);
  if (
    measured.length < FEWEST_TASKS ||
    record.tasks.some(({ id }) => peaks.rendererOf(id) === 'summary')
  ) {
    return undefined;
  }
  const { NO_SAMPLES, renderEndOfLog } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require('@nx-peak/run-record/reports') as typeof Reports;
  // The record's own peak is exact, so the samples need not be read again. How the run ended is
  // seen from the rest of the log.
  const state = { kind: 'finished', endedAt: record.updatedAt } as const;
  const block = renderEndOfLog({ record: { ...record, state }, samples: NO_SAMPLES, notes: [] });
  recording.summaryTold = true;
  return block.split('\n');
}

/**
 * Prints the block where no report of Nx has taken it. Not of a run that broke off: what Nx says of
 * that is to be the last.
 */
export function printEndOfLog(context: TerminalContext): void {
  const lines = context.recording.isOver ? takeEndOfLog(context) : undefined;
  if (lines !== undefined) {
    const { output } = context;
    output.ensureLineStart?.();
    lines.forEach((line) => {
      if (process.stdout.isTTY) {
        output.overwriteLine(line); // a pseudo-terminal may have left the terminal raw, see own-lines.ts
      } else {
        write(output, `${line}\n`);
      }
    });
    output.addNewline(); // Nx's own blocks end in an empty line
  }
}
