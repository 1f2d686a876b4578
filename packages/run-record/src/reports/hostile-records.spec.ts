import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunRecorder } from '../recorder/run-recorder';
import { readRun, type RunData } from '../runs/read-run';
import { makeUpRun } from '../testing/made-up-run';
import { TemporaryFolders } from '../testing/temporary-folders';
import * as reports from '.';
import { renderHtml } from './html/html';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

const RENDERERS: Record<string, (run: RunData) => string> = {
  text: reports.renderText,
  'log summary': reports.renderLogSummary,
  markdown: reports.renderMarkdown,
  'csv of tasks': reports.renderTasksCsv,
  'csv of the timeline': reports.renderTimelineCsv,
  json: reports.renderJson,
  trace: reports.renderTrace,
  benchmark: reports.renderBenchmark,
  html: renderHtml,
};

const NASTY = [
  '</script><script>alert(1)</script>:build',
  '<img src=x onerror=alert(1)>:test',
  '=HYPERLINK("x"):lint',
  'a|b`c`*d*:build',
  'e\u001b[2Jf\ng:build',
  '__proto__:constructor',
  '',
];

function nasty(): RunData {
  return readRun(
    makeUpRun({
      root: folders.make(),
      tasks: NASTY.length,
      parallel: 3,
      samples: 100,
      nameOf: (index) => NASTY[index] ?? '',
    }),
  );
}

/** The names are also what the tasks died of. */
function nastyDiagnoses(): RunData {
  const run = nasty();
  const tasks = run.record.tasks.map((task) => ({
    ...task,
    diagnosis: {
      cause: 'killed-by-signal',
      confidence: 'unproven',
      headline: task.id,
      details: [task.id],
    } as const,
  }));
  return { ...run, record: { ...run.record, tasks } };
}

describe('names that are markup', () => {
  it('end nothing in the page', () => {
    for (const run of [nasty(), nastyDiagnoses()]) {
      const html = renderHtml(run);
      expect(html.match(/<script/g)).toHaveLength(2);
      expect(html).not.toContain('<img');
    }
  });

  it('are shown as they are in Markdown', () => {
    for (const run of [nasty(), nastyDiagnoses()]) {
      const markdown = reports.renderMarkdown(run);
      expect(markdown).not.toMatch(/<(script|img)/);
      expect(markdown).toContain('&#60;img src=x onerror=alert\\(1\\)&#62;:test');
      expect(markdown).toContain('a\\|b\\`c\\`\\*d\\*:build');
    }
  });

  it('give no orders to a terminal and start no line', () => {
    const run = nastyDiagnoses();
    for (const text of [reports.renderText(run), reports.renderLogSummary(run)]) {
      expect(text).not.toContain('\u001b');
      expect(text).not.toMatch(/^g:build/m);
    }
  });

  it('are no formulas in a spreadsheet', () => {
    expect(reports.renderTasksCsv(nasty())).toContain(`"'=HYPERLINK(""x""):lint"`);
  });

  it('are whole in JSON and the trace', () => {
    const run = nasty();
    for (const text of [reports.renderJson(run), reports.renderTrace(run)]) {
      expect(JSON.stringify(JSON.parse(text))).toContain('__proto__:constructor');
    }
  });
});

describe.each(Object.entries(RENDERERS))('%s', (name, render) => {
  it('bears a record without tasks and samples', () => {
    const recorder = new RunRecorder({
      root: folders.make(),
      command: '',
      machine: { platform: 'linux' },
      measuring: { intervalMs: 100 },
    });
    recorder.finish({ kind: 'finished', endedAt: Date.now() });
    const text = render(readRun(recorder.folder));
    expect(text === '').toBe(name === 'log summary');
  });

  it('bears a file of samples that is gone, binary, or cut off', () => {
    const folder = makeUpRun({ root: folders.make(), tasks: 3, parallel: 2, samples: 40 });
    for (const content of [Buffer.from([0, 255, 10, 13, 10, 200]), Buffer.from('{"timest')]) {
      writeFileSync(join(folder, 'samples.ndjson'), content);
      expect(render(readRun(folder))).not.toBe('');
    }
  });

  it('bears times that no clock shows', () => {
    const run = nasty();
    const tasks = run.record.tasks.map((task) => ({ ...task, startedAt: 1e300, endedAt: 0 }));
    expect(render({ ...run, record: { ...run.record, startedAt: 8e15, tasks } })).not.toBe('');
  });
});

it('bears 10,000 tasks that all run at once', () => {
  const run = readRun(
    makeUpRun({ root: folders.make(), tasks: 10_000, parallel: 10_000, samples: 30_000 }),
  );
  for (const [name, render] of Object.entries(RENDERERS)) {
    expect([name, render(run).length > 0]).toEqual([name, true]);
  }
  expect(renderHtml(run).length).toBeLessThan(5e6);
});

it('keeps the page of 2,000 tasks below 3 MB', () => {
  const folder = makeUpRun({
    root: folders.make(),
    tasks: 2000,
    parallel: 16,
    samples: 100_000,
    mostSampleBytes: 4e6,
  });
  expect(renderHtml(readRun(folder)).length).toBeLessThan(3e6);
});
