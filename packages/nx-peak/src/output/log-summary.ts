import type * as Reports from '@nx-peak/run-record/reports';
import type { Listener } from '../events';
import type { Output } from '../nx/types';
import type { HeavyTask, TaskPeaks } from '../peaks/task-peaks';
import type { RunRecording } from '../recording/run-recording';
import { printLines } from './print-lines';

/** One task says all there is to say on its own line. */
const FEWEST_TASKS = 2;

/** As many of the heaviest tasks as fit a line. */
const HEAVIEST = 3;

/** The width to which Nx pads the labels of its report. */
const LABEL_WIDTH = 17;

/**
 * Prints the memory of the whole run, once a run: as rows of Nx's own report where there is one, else
 * as a block at the exit.
 */
export class LogSummary implements Listener {
  readonly name = 'memory of the whole run';
  readonly #output: Output;
  readonly #peaks: TaskPeaks;
  readonly #recording: RunRecording;

  constructor(output: Output, peaks: TaskPeaks, recording: RunRecording) {
    this.#output = output;
    this.#peaks = peaks;
    this.#recording = recording;
  }

  readonly on: Listener['on'] = {
    'report-made': ({ rows }) => {
      // The block says it all; this row stands where there is none, or it fails.
      rows.push(...memoryRow(this.#peaks.heaviest(HEAVIEST)));
      const block = this.#take();
      if (block !== undefined) {
        rows.splice(0, rows.length, ...block);
      }
    },
    'exit-popup-made': ({ recommendations }) => {
      const heaviest = this.#peaks.heaviest(HEAVIEST);
      if (heaviest.length > 0) {
        const rows = heaviest.map(({ id, measurement }) => `  ${id}  ${measurement}`);
        recommendations.push(['Peak memory:', ...rows].join('\n'));
      }
    },
    'process-exit': () => {
      // Not of a run that broke off: what Nx says of that is to be the last.
      const lines = this.#recording.isOver ? this.#take() : undefined;
      if (lines !== undefined) {
        this.#output.ensureLineStart?.();
        printLines(this.#output, lines);
        this.#output.addNewline(); // Nx's own blocks end in an empty line
      }
    },
  };

  /**
   * The block of an outermost run in which two tasks or more were measured, unless it is switched
   * off. Not in the style `summary`, which names what failed and nothing else.
   *
   * @returns its lines, undefined when there is none (any more) to print
   */
  #take(): string[] | undefined {
    const recording = this.#recording;
    const record = recording.wantsSummary && recording.isOutermost ? recording.record() : undefined;
    if (record === undefined || recording.summaryPrinted) {
      return undefined;
    }
    const measured = record.tasks.filter(({ measurement }) => measurement !== undefined);
    if (
      measured.length < FEWEST_TASKS ||
      record.tasks.some(({ id }) => this.#peaks.rendererOf(id) === 'summary')
    ) {
      return undefined;
    }
    const { NO_SAMPLES, renderLogSummary } =
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      require('@nx-peak/run-record/reports') as typeof Reports;
    // The record's own peak is exact, so the samples need not be read again. How the run ended is
    // seen from the rest of the log.
    const state = { kind: 'finished', endedAt: record.updatedAt } as const;
    const block = renderLogSummary({
      record: { ...record, state },
      samples: NO_SAMPLES,
      notes: [],
    });
    recording.summaryPrinted = true;
    return block.split('\n');
  }
}

/** `  Peak memory:       512MB (app:build), 300MB (app:lint)`; nothing without a measurement. */
export function memoryRow(heaviest: readonly HeavyTask[]): string[] {
  if (heaviest.length === 0) {
    return [];
  }
  const value = heaviest.map(({ id, measurement }) => `${measurement} (${id})`).join(', ');
  return [`  ${'Peak memory:'.padEnd(LABEL_WIDTH)}  ${value}`];
}
