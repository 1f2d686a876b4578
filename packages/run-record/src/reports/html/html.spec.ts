import { createHash } from 'node:crypto';
import { readRun } from '../../runs/read-run';
import { recordedRun } from '../../testing/recorded-runs';
import { renderHtml } from './html';
import type { PageData } from './page-data';

const HTML = renderHtml(readRun(recordedRun('checks')));

function between(start: string, end: string): string {
  return HTML.split(start)[1]?.split(end)[0] ?? '';
}

describe('renderHtml', () => {
  it('allows its own script and style alone', () => {
    const hash = (content: string): string =>
      `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    const policy = between('http-equiv="Content-Security-Policy" content="', '"').split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src ${hash(between('<script>', '</script>'))}`,
      `style-src ${hash(between('<style>', '</style>'))}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('names nothing on a network', () => {
    const own = HTML.replace(between('<script>', '</script>'), '');
    expect(own).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(own).not.toMatch(/url\(|@import/);
  });

  it('carries the licence of the library inside it', () => {
    expect(HTML).toMatch(/uPlot[\s\S]{0,200}MIT/);
  });

  it('holds the tasks, the heaviest first, with their processes', () => {
    const data = JSON.parse(
      between('<script type="application/json" id="data">', '</script>'),
    ) as PageData;
    expect(data.tasks.map(({ id, why }) => why ?? id)).toEqual([
      'memory-tracker:test',
      'memory-tracker:lint',
      'memory-tracker:build',
      'run-record:lint',
      'from the cache',
      'skipped',
    ]);
    expect(data.tasks[0]?.processes?.length).toBe(5);
    const moment = data.timeline.find(([at]) => at === data.peak?.at);
    expect(moment?.[1]).toBe(data.peak?.kib);
  });
});
