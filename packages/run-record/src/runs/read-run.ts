import { existsSync, readFileSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorText, isAlive } from '@nx-peak/host';
import { parseRunRecord } from '../record/parse-run-record';
import { RecordError } from '../record/record-error';
import type { RunRecord } from '../record/run-record';
import { collectSamples, NO_SAMPLES, type RunSamples } from '../samples/collect-samples';
import { holdMsFor } from '../samples/memory-in-use';
import { readLines } from '../samples/read-lines';
import { recordOfSamples, withTasksSeen } from './record-of-samples';
import { RECORD_FILE, SAMPLES_FILE } from './run-folders';

/** What every report is made of: one run. */
export interface RunData {
  readonly record: RunRecord;
  readonly samples: RunSamples;
  /** What is wrong with the record, a sentence each. Reports show it. */
  readonly notes: readonly string[];
}

/** Nx samples once a second. */
const NX_INTERVAL_MS = 1000;

/**
 * Reads a run.
 *
 * @param path the folder of a run or a file in it, or a file of samples by itself, Nx's own included
 * @throws RecordError when there is no record, or none that can be read
 */
export function readRun(path: string): RunData {
  if (!statOf(path).isDirectory()) {
    return isPartOfRecord(path) ? readRun(dirname(path)) : readSamplesAlone(path);
  }
  const record = readRecord(path);
  const { samples, notes } = readSamples(join(path, SAMPLES_FILE), record);
  return { record: withTasksSeen(withLastSample(record, samples), samples), samples, notes };
}

/** The samples of a record say less by themselves than with it: no ends of tasks, and no outcomes. */
function isPartOfRecord(file: string): boolean {
  return (
    basename(file) === RECORD_FILE ||
    (basename(file) === SAMPLES_FILE && existsSync(join(dirname(file), RECORD_FILE)))
  );
}

/** Samples are written more often than the record: an incomplete run gave signs of life in both. */
function withLastSample(record: RunRecord, { span }: RunSamples): RunRecord {
  const { state } = record;
  return state.kind === 'incomplete' && span !== undefined && span.to > state.lastSeenAt
    ? { ...record, state: { ...state, lastSeenAt: span.to } }
    : record;
}

/**
 * The record in the folder of a run. A run that says it is running, but whose process is gone, is
 * incomplete, and so are its tasks.
 *
 * @throws RecordError
 */
export function readRecord(folder: string): RunRecord {
  const file = join(folder, RECORD_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RecordError(`${file}: cannot be read (${errorText(error)})`, { cause: error });
  }
  const record = parseRunRecord(text, file);
  return record.state.kind === 'running' && !isAlive(record.process)
    ? { ...record, state: { kind: 'incomplete', lastSeenAt: record.updatedAt } }
    : record;
}

function readSamples(file: string, record: RunRecord): { samples: RunSamples; notes: string[] } {
  const ends = new Map(record.tasks.map(({ id, endedAt }) => [id, endedAt]));
  const { intervalMs } = record.measuring;
  try {
    const samples = collectSamples(readLines(file), {
      holdMs: holdMsFor(intervalMs),
      endOf: (id) => ends.get(id),
    });
    return { samples, notes: notesOn(samples) };
  } catch (error) {
    return {
      samples: NO_SAMPLES,
      notes: [`The samples cannot be read (${errorText(error)}), so there are no curves.`],
    };
  }
}

function readSamplesAlone(file: string): RunData {
  let samples: RunSamples;
  try {
    samples = collectSamples(readLines(file), {
      holdMs: holdMsFor(NX_INTERVAL_MS),
    });
  } catch (error) {
    throw new RecordError(`${file}: cannot be read (${errorText(error)})`, { cause: error });
  }
  if (samples.sampleCount === 0) {
    const reason = samples.problems[0];
    throw new RecordError(
      `${file}: no samples in it${reason === undefined ? '' : `; line ${reason.line}: ${reason.reason}`}`,
    );
  }
  return {
    record: recordOfSamples(basename(file), samples, NX_INTERVAL_MS),
    samples,
    notes: notesOn(samples),
  };
}

function notesOn({ cutOff, skippedLines, problems, sampleCount }: RunSamples): string[] {
  const first = problems[0];
  return [
    ...(cutOff && sampleCount > 0 ? ['The last sample was cut off while it was written.'] : []),
    ...(first === undefined
      ? []
      : [
          `${skippedLines} ${skippedLines === 1 ? 'line' : 'lines'} of samples could not be read; ` +
            `the first is line ${first.line}: ${first.reason}.`,
        ]),
  ];
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new RecordError(`${path}: cannot be read (${errorText(error)})`, { cause: error });
  }
}
