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

/** A file as Nx writes it, one look a second: what each task holds at each look, in MB. */
function samplesOfNx(looks: readonly Readonly<Record<string, number>>[]): string {
  const pids = new Map(
    [...new Set(looks.flatMap(Object.keys))].map((id, index) => [id, index + 1]),
  );
  const groups = [...pids.keys()].map((id) => ({
    [id]: { id, groupType: 'Task', displayName: id },
  }));
  const processes = [...pids].map(([id, pid]) => ({ [pid]: { groupId: id, isRoot: true } }));
  const lines = looks.map((look, index) => ({
    timestamp: 1_767_608_100_000 + index * 1000,
    processes: Object.entries(look).map(([id, mb]) => ({ pid: pids.get(id), memory: mb * MB })),
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
  it('takes a task that a look does not list for gone', () => {
    const [a, b] = [{ 'app:a': 500 }, { 'app:b': 400 }];
    const run = readRun(samplesOfNx([a, a, a, b, b]));
    expect(run.samples.timeline.map(({ memory }) => memory / MB)).toEqual([
      500, 500, 500, 400, 400,
    ]);
    expect(renderText(run)).toContain('Peak of all tasks together: 500MB');
  });

  it('adds up the tasks that one look lists', () => {
    const run = readRun(samplesOfNx([{ 'app:a': 500 }, { 'app:a': 300, 'app:b': 400 }]));
    expect(run.samples.peak?.memory).toBe(700 * MB);
  });

  it('holds nothing after a look without tasks', () => {
    const run = readRun(samplesOfNx([{ 'app:a': 500 }, {}]));
    expect(run.samples.timeline.at(-1)).toMatchObject({ memory: 0, tasks: [] });
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

describe('readRun of a run that was cut short', () => {
  /** The shapes, as if nx had been killed after it last wrote the record. */
  function cutShortAt(updatedAt: (lastLook: number) => number): { folder: string; last: number } {
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

  it('was last heard of when it was last looked at, if the record is older', () => {
    const { folder, last } = cutShortAt((lastLook) => lastLook - 3000);
    expect(readRun(folder).record.state).toEqual({ kind: 'cut-short', lastSeenAt: last });
  });

  it('was last heard of when its record was written, if the last look is older', () => {
    const { folder, last } = cutShortAt((lastLook) => lastLook + 3000);
    expect(readRun(folder).record.state).toEqual({ kind: 'cut-short', lastSeenAt: last + 3000 });
  });
});
