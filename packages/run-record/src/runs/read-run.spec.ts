import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderText } from '../reports/text';
import { recordedRun } from '../testing/recorded-runs';
import { TemporaryFolders } from '../testing/temporary-folders';
import { readRun } from './read-run';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

const MB = 1024 * 1024;

/** A file as Nx writes it, one sample a second: what each task uses at each sample, in MB. */
function samplesOfNx(samples: readonly Readonly<Record<string, number>>[]): string {
  const pids = new Map(
    [...new Set(samples.flatMap(Object.keys))].map((id, index) => [id, index + 1]),
  );
  const groups = [...pids.keys()].map((id) => ({
    [id]: { id, groupType: 'Task', displayName: id },
  }));
  const processes = [...pids].map(([id, pid]) => ({ [pid]: { groupId: id, isRoot: true } }));
  const lines = samples.map((sample, index) => ({
    timestamp: 1_767_608_100_000 + index * 1000,
    processes: Object.entries(sample).map(([id, mb]) => ({ pid: pids.get(id), memory: mb * MB })),
    metadata:
      index === 0
        ? {
            groups: Object.assign({}, ...groups) as object,
            processes: Object.assign({}, ...processes) as object,
          }
        : { groups: {}, processes: {} },
  }));
  const file = join(folders.make(), 'nx.ndjson');
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

function copyOfShapes(): string {
  const folder = folders.make();
  cpSync(recordedRun('shapes'), folder, { recursive: true });
  return folder;
}

describe('readRun of samples that Nx wrote', () => {
  it('takes a task that a sample does not list for gone', () => {
    const [a, b] = [{ 'app:a': 500 }, { 'app:b': 400 }];
    const run = readRun(samplesOfNx([a, a, a, b, b]));
    expect(run.samples.timeline.map(({ rss }) => rss / MB)).toEqual([500, 500, 500, 400, 400]);
    expect(renderText(run)).toContain('Peak of all tasks together: 500MB');
  });

  it('adds up the tasks that one sample lists', () => {
    const run = readRun(samplesOfNx([{ 'app:a': 500 }, { 'app:a': 300, 'app:b': 400 }]));
    expect(run.samples.peak?.rss).toBe(700 * MB);
  });

  it('has no memory in use after a sample without tasks', () => {
    const run = readRun(samplesOfNx([{ 'app:a': 500 }, {}]));
    expect(run.samples.timeline.at(-1)).toMatchObject({ rss: 0, tasks: [] });
  });
});

describe('readRun of a file in the folder of a record', () => {
  it.each(['run.json', 'samples.ndjson'])('reads the whole record by its %s', (name) => {
    const folder = copyOfShapes();
    expect(readRun(join(folder, name))).toEqual(readRun(folder));
  });

  it('reads the samples alone where the record is gone', () => {
    const folder = copyOfShapes();
    rmSync(join(folder, 'run.json'));
    expect(readRun(join(folder, 'samples.ndjson')).record.id).toBe('samples.ndjson');
  });
});

describe('readRun of an incomplete run', () => {
  /** The shapes, as if nx had been killed after it last wrote the record. */
  function incompleteAt(updatedAt: (lastSample: number) => number): {
    folder: string;
    last: number;
  } {
    const folder = copyOfShapes();
    const last = readRun(folder).samples.span?.to ?? 0;
    const file = join(folder, 'run.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const cut = {
      ...record,
      state: { kind: 'running' },
      process: { pid: 2 ** 22 + 1 },
      updatedAt: updatedAt(last),
    };
    writeFileSync(file, JSON.stringify(cut));
    return { folder, last };
  }

  it('gave its last sign of life with its last sample, if the record is older', () => {
    const { folder, last } = incompleteAt((lastSample) => lastSample - 3000);
    expect(readRun(folder).record.state).toEqual({ kind: 'incomplete', lastSeenAt: last });
  });

  it('gave its last sign of life with its record, if the last sample is older', () => {
    const { folder, last } = incompleteAt((lastSample) => lastSample + 3000);
    expect(readRun(folder).record.state).toEqual({ kind: 'incomplete', lastSeenAt: last + 3000 });
  });
});
