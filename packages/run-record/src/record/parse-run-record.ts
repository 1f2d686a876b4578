import { Field } from './fields';
import { RecordError } from './record-error';
import { RECORD_FORMAT, RECORD_VERSION, type RunRecord } from './run-record';

const EPOCH_MS = 'milliseconds since the epoch';

/**
 * Reads the text of a `run.json`. Fields that this version does not know stay on the result.
 *
 * @param file named in errors
 * @throws RecordError when the text is no record, is damaged or of a newer major version
 */
export function parseRunRecord(text: string, file = 'run.json'): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecordError(`${file}: not JSON (${(error as Error).message})`, { cause: error });
  }
  checkRecord(new Field(file, '', value), file);
  return value as RunRecord;
}

function checkRecord(record: Field, file: string): void {
  if (record.at('format').isAbsent) {
    record.at('format').refuse(`"${RECORD_FORMAT}": this is no record of a run`);
  }
  record.at('format').oneOf([RECORD_FORMAT]);
  checkVersion(record.at('version'), file);
  record.at('id').text();
  record.at('parent').optional((field) => field.text());
  record.at('process').at('pid').count('a pid');
  record
    .at('process')
    .at('startTicks')
    .optional((field) => field.text());
  checkState(record.at('state'));
  record.at('command').text();
  record.at('startedAt').count(EPOCH_MS);
  record.at('updatedAt').count(EPOCH_MS);
  record.at('git').optional((git) => {
    texts(git, ['commit', 'branch']);
  });
  texts(record.at('versions'), ['nx', 'node', 'nxPeak']);
  checkMachine(record.at('machine'));
  record.at('measuring').at('intervalMs').above0('milliseconds');
  texts(record.at('measuring'), ['collector']);
  for (const task of record.at('tasks').list()) {
    checkTask(task);
  }
  record.at('peak').optional((peak) => {
    peak.at('timestamp').count(EPOCH_MS);
    peak.at('memory').above0('bytes');
    for (const share of peak.at('tasks').list()) {
      share.at('id').text();
      share.at('memory').count('bytes');
    }
  });
}

function checkVersion(version: Field, file: string): void {
  const text = version.text();
  const major = /^(\d+)\.\d+$/.exec(text)?.[1];
  if (major === undefined) {
    version.refuse('major.minor');
  }
  if (Number(major) > RECORD_VERSION.major) {
    throw new RecordError(
      `${file}: "version" is ${text}, newer than the ${RECORD_VERSION.major}.x that this nx-peak ` +
        'reads. Read it with the nx-peak that wrote it, or a later one.',
    );
  }
}

function checkState(state: Field): void {
  const kind = state.at('kind').oneOf(['running', 'finished', 'stopped', 'cut-short']);
  switch (kind) {
    case 'running':
      break;
    case 'finished':
      state.at('endedAt').count(EPOCH_MS);
      state.at('exitCode').optional((field) => field.count('an exit code'));
      break;
    case 'stopped':
      state.at('endedAt').count(EPOCH_MS);
      break;
    case 'cut-short':
      state.at('lastSeenAt').count(EPOCH_MS);
      break;
  }
}

function checkMachine(machine: Field): void {
  machine.at('platform').text();
  texts(machine, ['release', 'arch']);
  machine.at('cpus').optional((field) => field.above0('processors'));
  machine.at('memory').optional((field) => field.above0('bytes'));
  machine.at('containerLimit').optional((field) => field.above0('bytes'));
}

function checkTask(task: Field): void {
  task.at('id').text();
  task.at('project').text();
  task.at('target').text();
  texts(task, ['configuration']);
  checkOutcome(task.at('outcome'));
  task.at('startedAt').optional((field) => field.count(EPOCH_MS));
  task.at('endedAt').optional((field) => field.count(EPOCH_MS));
  task.at('figure').optional(checkMeasurement);
  task.at('processesAtPeak').optional((processes) => {
    for (const process of processes.list()) {
      process.at('pid').count('a pid');
      process.at('ppid').optional((field) => field.count('a pid'));
      texts(process, ['name', 'command']);
      process.at('memory').count('bytes');
    }
  });
  task.at('death').optional(checkDeath);
}

function checkDeath(death: Field): void {
  death.at('cause').oneOf(['out-of-memory', 'v8-heap-limit', 'killed-by-signal']);
  death.at('confidence').oneOf(['certain', 'likely', 'unproven']);
  death.at('headline').text();
  for (const detail of death.at('details').list()) {
    detail.text();
  }
}

function checkOutcome(outcome: Field): void {
  const status = outcome
    .at('status')
    .oneOf(['running', 'succeeded', 'failed', 'stopped', 'cached', 'skipped']);
  switch (status) {
    case 'running':
    case 'skipped':
      break;
    case 'succeeded':
      outcome.at('exitCode').optional((field) => field.count('an exit code'));
      break;
    case 'failed':
    case 'stopped':
      outcome.at('exitCode').optional((field) => field.count('an exit code'));
      texts(outcome, ['signal']);
      break;
    case 'cached':
      outcome.at('cache').oneOf(['local', 'local-kept', 'remote']);
      break;
  }
}

function checkMeasurement(measurement: Field): void {
  measurement.at('peakRss').above0('bytes');
  measurement.at('samples').count('looks');
  measurement.at('method').text();
  measurement.at('collector').text();
  measurement.at('caveats').optional((caveats) => {
    for (const caveat of caveats.list()) {
      caveat.text();
    }
  });
  for (const [name, unit] of [
    ['peakUnique', 'bytes'],
    ['cpuSeconds', 'seconds'],
    ['cpuRatio', 'cores'],
    ['swapPeak', 'bytes'],
    ['maxProcesses', 'processes'],
  ] as const) {
    measurement.at(name).optional((field) => field.count(unit));
  }
}

/** Fields that are texts where they are there at all. */
function texts(object: Field, names: readonly string[]): void {
  for (const name of names) {
    object.at(name).optional((field) => field.text());
  }
}
