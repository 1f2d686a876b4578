import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '@nx-peak/testkit';
import { RunRecords, type RunRecord } from '../support/run-records';
import { withWorkspace } from '../support/workspace';

/** `nx-peak report`: of which run, in which format, and where to. */
const workspace = withWorkspace({ linked: true });
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };

function report(...args: string[]) {
  return workspace.runBin('nx-peak', ['report', ...args]);
}

describe('a run of four tasks whose shapes are known', () => {
  let run: RunRecord;

  beforeAll(async () => {
    const shapes = ['steady', 'ramp', 'spike', 'short'];
    const args = ['run-many', '-t', ...shapes, '-p', 'shape', '--parallel=4'];
    [run] = (await records.addedBy(() => workspace.run(args, { env: ON }))) as [RunRecord];
  });

  it('a run is reported in the order of the peaks', async () => {
    const { all } = await report(run.id, '--format', 'json');
    const { summary } = JSON.parse(all) as { summary: { heaviest: { id: string }[] } };
    expect(summary.heaviest.map(({ id }) => id)).toEqual([
      'shape:spike',
      'shape:ramp',
      'shape:steady',
      'shape:short',
    ]);
  });

  it.each([
    ['text', /^nx run-many [^]*Peak of all tasks and nx together: [^]*shape:spike/],
    ['markdown', /^## Memory of nx run-many [^]*\| shape:spike \|/],
    ['csv', /^kind,task,project,target,[^]*\r?\ntask,shape:spike,shape,spike,/],
    ['html', /^<!doctype html>[^]*shape:spike/],
    ['trace', /^\{"traceEvents":\[[^]*"Memory of shape:spike"/],
    ['benchmark', /^\[[^]*"name": "shape:spike"/],
  ])('a run is reported as %s', async (format, expected) => {
    const { all, code } = await report(run.id, '--format', format);
    expect({ code, all }).toEqual({ code: 0, all: expect.stringMatching(expected) as string });
  });

  it('a run is reported over time, and into a file', async () => {
    const { all } = await report(run.id, '--format=csv', '--timeline', '--output=timeline.csv');
    expect(all).toBe('nx-peak: report written to timeline.csv\n');
    const text = readFileSync(join(workspace.root, 'timeline.csv'), 'utf8');
    expect(text).toMatch(/^timestamp,offset_seconds,total_rss_bytes,kind,task,rss_bytes\r?\n/);
    expect(text).toContain(',shape:ramp,');
  });

  it('a run is reported from its files, too', async () => {
    const { all } = await report(records.samplesFile(run.id));
    expect(all).toContain('shape:spike');
  });
});

describe('what nx-peak report cannot do', () => {
  it.each([
    [['--format', 'pdf'], 'unknown format "pdf"'],
    [['nothing-like-it'], 'No recorded run is called "nothing-like-it"'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['--timeline'], '--timeline is for --format csv, not for text'],
    [['a', 'b'], 'unexpected argument "b"'],
  ])('nx-peak report %j fails with one line', async (args, printed) => {
    const { all, code } = await report(...args);
    expect({ code, all }).toEqual({
      code: 1,
      all: expect.stringMatching(/^nx-peak: .*\n$/) as string,
    });
    expect(all).toContain(printed);
  });
});

describe('nx-peak report --open', () => {
  it('nx-peak report --open writes a page and hands it to what the system opens pages with', async () => {
    await workspace.run(['run', 'a:quick', '--skip-nx-cache'], { env: ON });
    const bin = join(workspace.home, 'opener');
    mkdirSync(bin);
    const script = '#!/bin/sh\nprintf %s "$1" > "$HOME/o" && mv "$HOME/o" "$HOME/opened"\n';
    writeFileSync(join(bin, 'xdg-open'), script, { mode: 0o755 });
    const { code, all } = await workspace.runBin('nx-peak', ['report', '--open'], {
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    const opened = join(workspace.home, 'opened');
    await until('it to be opened', () => existsSync(opened));
    const file = readFileSync(opened, 'utf8');
    expect({ code, all }).toEqual({ code: 0, all: `nx-peak: report written to ${file}\n` });
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/i);
    rmSync(dirname(file), { recursive: true });
  });
});
