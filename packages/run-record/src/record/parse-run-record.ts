import { Field } from './fields';
import { RecordError } from './record-error';
import { NX_GROUP_TYPES, RECORD_FORMAT, RECORD_VERSION, type RunRecord } from './run-record';

const EPOCH_MS = 'milliseconds since the epoch';

/**
 * Reads the text of a `run.json`. Fields that this version does not know stay on the result.
 *
 * @param file named in errors
 * @throws RecordError when the text is no record, is damaged, or of another major version
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
    record.at('format').refuse(`"${RECORD_FORMAT}" (the record of a run)`);
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
  record.at('source').optional(checkSource);
  texts(record.at('versions'), ['nx', 'node', 'nxPeak']);
  checkMachine(record.at('machine'));
  checkMachineClass(record.at('machineClass'));
  record.at('parallel').optional((field) => field.above0('tasks at once'));
  record.at('measuring').at('intervalMs').above0('milliseconds');
  texts(record.at('measuring'), ['collector']);
  for (const task of record.at('tasks').list()) {
    checkTask(task);
  }
  record.at('nxItself').optional(checkNxItself);
  record.at('peak').optional((peak) => {
    peak.at('timestamp').count(EPOCH_MS);
    peak.at('rss').above0('bytes');
    peak.at('tasksRss').above0('bytes');
    peak.at('nxRss').optional((field) => field.count('bytes'));
    for (const share of peak.at('tasks').list()) {
      share.at('id').text();
      share.at('rss').count('bytes');
    }
  });
}

function checkSource(source: Field): void {
  texts(source, ['repository', 'branch', 'commit', 'base']);
  source.at('trusted').optional((field) => field.yesOrNo());
  source.at('ci').optional((ci) => {
    ci.at('provider').text();
    texts(ci, ['pipeline', 'job', 'url', 'runner']);
  });
}

function checkNxItself(nxItself: Field): void {
  nxItself.at('peakRss').above0('bytes');
  for (const groupType of NX_GROUP_TYPES) {
    nxItself.at('groups').at(groupType).optional(checkMeasurement);
  }
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
  if (Number(major) < RECORD_VERSION.major) {
    throw new RecordError(
      `${file}: "version" is ${text}, older than the ${RECORD_VERSION.major}.x that this nx-peak ` +
        'reads. Run nx again to get a new record; the old one can be deleted.',
    );
  }
}

function checkState(state: Field): void {
  const kind = state.at('kind').oneOf(['running', 'finished', 'stopped', 'incomplete']);
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
    case 'incomplete':
      state.at('lastSeenAt').count(EPOCH_MS);
      break;
  }
}

function checkMachine(machine: Field): void {
  machine.at('platform').text();
  texts(machine, ['release', 'arch']);
  machine.at('cpus').optional((field) => field.above0('processors'));
  machine.at('memoryBytes').optional((field) => field.above0('bytes'));
  machine.at('containerLimitBytes').optional((field) => field.above0('bytes'));
}

function checkMachineClass(machineClass: Field): void {
  machineClass.at('platform').text();
  texts(machineClass, ['arch']);
  machineClass.at('cpus').optional((field) => field.above0('processors'));
  machineClass.at('memoryBytes').optional((field) => field.above0('bytes'));
  machineClass.at('nodeMajor').optional((field) => field.count('a major version'));
}

function checkTask(task: Field): void {
  task.at('id').text();
  texts(task, ['project', 'target', 'configuration']);
  task.at('labels').optional((labels) => {
    texts(labels, Object.keys(labels.object()));
  });
  for (const name of ['deps', 'heapFlags']) {
    task.at(name).optional((texts) => {
      for (const text of texts.list()) {
        text.text();
      }
    });
  }
  checkOutcome(task.at('outcome'));
  task.at('startedAt').optional((field) => field.count(EPOCH_MS));
  task.at('endedAt').optional((field) => field.count(EPOCH_MS));
  task.at('measurement').optional(checkMeasurement);
  task.at('processesAtPeak').optional((processes) => {
    for (const process of processes.list()) {
      process.at('pid').count('a pid');
      process.at('ppid').optional((field) => field.count('a pid'));
      texts(process, ['name', 'command']);
      process.at('rss').count('bytes');
    }
  });
  task.at('diagnosis').optional(checkDiagnosis);
}

function checkDiagnosis(diagnosis: Field): void {
  diagnosis.at('cause').oneOf(['out-of-memory', 'v8-heap-limit', 'killed-by-signal']);
  diagnosis.at('confidence').oneOf(['certain', 'likely', 'unproven']);
  diagnosis.at('headline').text();
  for (const detail of diagnosis.at('details').list()) {
    detail.text();
  }
}

function checkOutcome(outcome: Field): void {
  const kind = outcome
    .at('kind')
    .oneOf(['running', 'succeeded', 'failed', 'stopped', 'cached', 'skipped']);
  switch (kind) {
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
  measurement.at('samples').count('samples');
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
