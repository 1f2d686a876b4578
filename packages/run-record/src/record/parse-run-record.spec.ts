import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedRun } from '../testing/recorded-runs';
import { parseRunRecord } from './parse-run-record';
import { RecordError } from './record-error';

const DIAGNOSIS = {
  cause: 'out-of-memory',
  confidence: 'certain',
  headline: 'was OOM-killed by the kernel',
  details: [],
};

const TEXT = readFileSync(join(recordedRun('checks'), 'run.json'), 'utf8');

type Changes = Readonly<Record<string, unknown>>;

/** The recorded run with fields set, by their paths, or with `undefined` taken out. */
function changed(changes: Changes): string {
  const record: unknown = JSON.parse(TEXT);
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce(
      (object, name) => object[name] as Record<string, unknown>,
      record as Record<string, unknown>,
    );
    parent[last] = value;
  }
  return JSON.stringify(record);
}

describe('parseRunRecord', () => {
  it('reads what the recorder wrote', () => {
    const record = parseRunRecord(TEXT);
    expect(record.command).toBe('nx run-many -t build lint test --parallel=2');
    expect(record.tasks.map(({ id, outcome }) => [id, outcome.kind])).toEqual([
      ['docs:build', 'cached'],
      ['memory-tracker:build', 'succeeded'],
      ['memory-tracker:lint', 'succeeded'],
      ['memory-tracker:test', 'succeeded'],
      ['run-record:lint', 'failed'],
      ['run-record:test', 'skipped'],
    ]);
  });

  it('keeps fields that it does not know', () => {
    const record = parseRunRecord(
      changed({ version: '2.7', weather: 'fair', 'tasks.1.measurement.peakPss': 12 }),
    );
    expect(record).toHaveProperty('weather', 'fair');
    expect(record.tasks[1]?.measurement).toHaveProperty('peakPss', 12);
  });

  it('refuses a newer major version, and says what to do', () => {
    const text = changed({ version: '3.0', tasks: undefined });
    expect(() => parseRunRecord(text, 'a/run.json')).toThrow(
      'a/run.json: "version" is 3.0, newer than the 2.x that this nx-peak reads. ' +
        'Read it with the nx-peak that wrote it, or a later one.',
    );
  });

  it('refuses an older major version, and says what to do', () => {
    const text = changed({ version: '1.1', tasks: undefined });
    expect(() => parseRunRecord(text, 'a/run.json')).toThrow(
      'a/run.json: "version" is 1.1, older than the 2.x that this nx-peak reads. ' +
        'Run nx again to get a new record; the old one can be deleted.',
    );
  });

  it('reads a measured command, which has labels in place of a project', () => {
    const [labels, deps, heapFlags] = [{ shard: '2' }, ['a:b'], ['--max-old-space-size=4096']];
    const task = { id: 'tsc', labels, deps, heapFlags, outcome: { kind: 'succeeded' } };
    expect(parseRunRecord(changed({ tasks: [task] })).tasks).toEqual([task]);
  });

  it.each<[string, Changes, string]>([
    [
      'a text for a number',
      { 'tasks.2.startedAt': 'yesterday' },
      '"tasks[2].startedAt" must be a number >= 0 (milliseconds since the epoch), got "yesterday"',
    ],
    ['a missing field', { command: undefined }, '"command" must be a text, but is missing'],
    [
      'a size of nothing',
      { 'tasks.1.measurement.peakRss': 0 },
      '"tasks[1].measurement.peakRss" must be a number > 0 (bytes), got 0',
    ],
    [
      'an unknown ending',
      { 'tasks.0.outcome.kind': 'exploded' },
      '"tasks[0].outcome.kind" must be one of running, succeeded, failed, stopped, cached, ' +
        'skipped, got "exploded"',
    ],
    [
      'an unknown way to die',
      { 'tasks.0.diagnosis': { ...DIAGNOSIS, cause: 'boredom' } },
      '"tasks[0].diagnosis.cause" must be one of out-of-memory, v8-heap-limit, killed-by-signal, ' +
        'got "boredom"',
    ],
    [
      'a diagnosis without details',
      { 'tasks.0.diagnosis': { ...DIAGNOSIS, details: undefined } },
      '"tasks[0].diagnosis.details" must be a list, but is missing',
    ],
    ['a list for an object', { machine: [] }, '"machine" must be an object, got []'],
    ['an object for a list', { tasks: {} }, '"tasks" must be a list, got {}'],
    ['no version', { version: 'new' }, '"version" must be major.minor, got "new"'],
    [
      'another file',
      { format: undefined },
      '"format" must be "nx-peak-run" (the record of a run), but is missing',
    ],
    [
      'a label that is no text',
      { 'tasks.0.labels': { shard: 2 } },
      '"tasks[0].labels.shard" must be a text, got 2',
    ],
    [
      'a source of unknown trust',
      { source: { trusted: 'maybe' } },
      '"source.trusted" must be true or false, got "maybe"',
    ],
    [
      'nx itself of nothing',
      { nxItself: { peakRss: 0, groups: {} } },
      '"nxItself.peakRss" must be a number > 0 (bytes), got 0',
    ],
    [
      'no class of machine',
      { machineClass: undefined },
      '"machineClass" must be an object, but is missing',
    ],
  ])('names file, field and value: %s', (_, changes, message) => {
    expect(() => parseRunRecord(changed(changes), 'r/run.json')).toThrow(
      new RecordError(`r/run.json: ${message}`),
    );
  });

  it.each(['', '{"format":"nx-peak-run","versi', 'null', '[]', '3'])('refuses %j', (text) => {
    expect(() => parseRunRecord(text, 'r/run.json')).toThrow(RecordError);
  });
});
