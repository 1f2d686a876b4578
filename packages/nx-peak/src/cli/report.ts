import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findRun, readRun, type RunData } from '@nx-peak/run-record';
import {
  renderBenchmark,
  renderJson,
  renderMarkdown,
  renderTasksCsv,
  renderText,
  renderTimelineCsv,
  renderTrace,
} from '@nx-peak/run-record/reports';
import type * as Html from '@nx-peak/run-record/html';
import { peakFolder } from '../paths';
import { expectNoMore, expectWorkspace, parse, UsageError } from './arguments';

/** How each format is made, and how its files end. */
const FORMATS: Readonly<Record<string, { readonly ending: string; render(run: RunData): string }>> =
  {
    text: { ending: 'txt', render: (run) => renderText(run) },
    markdown: { ending: 'md', render: renderMarkdown },
    csv: { ending: 'csv', render: renderTasksCsv },
    json: { ending: 'json', render: renderJson },
    html: {
      ending: 'html',
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      render: (run) => (require('@nx-peak/run-record/html') as typeof Html).renderHtml(run),
    },
    trace: { ending: 'json', render: renderTrace },
    benchmark: { ending: 'json', render: renderBenchmark },
  };

const OPTIONS = {
  format: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  open: { type: 'boolean' },
  timeline: { type: 'boolean' },
} as const;

/**
 * `nx-peak report [run]`: the last run, another one by part of its name, or a path to a record or
 * to samples.
 *
 * @returns the exit code
 */
export function report(args: readonly string[], folder: string): number {
  const { values, positionals } = parse('report', args, OPTIONS);
  expectNoMore('report', positionals, 1);
  // A browser is opened to see the page, a file may have any format.
  const name = values.format ?? (values.open === true ? 'html' : 'text');
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) {
    throw new UsageError(
      `report: unknown format "${name}". The formats are ${Object.keys(FORMATS).join(', ')}.`,
    );
  }
  if (values.timeline === true && name !== 'csv') {
    throw new UsageError(`report: --timeline is for --format csv, not for ${name}.`);
  }
  const run = readRun(pathOf(positionals[0], folder));
  const text = values.timeline === true ? renderTimelineCsv(run) : format.render(run);
  const file =
    values.output ??
    (values.open === true
      ? join(mkdtempSync(join(tmpdir(), 'nx-peak-report-')), `${run.record.id}.${format.ending}`)
      : undefined);
  if (file === undefined) {
    process.stdout.write(text);
    return 0;
  }
  writeFileSync(resolve(folder, file), text);
  console.error(`nx-peak: report written to ${file}`);
  if (values.open === true) {
    open(resolve(folder, file));
  }
  return 0;
}

function pathOf(named: string | undefined, folder: string): string {
  if (named !== undefined && existsSync(resolve(folder, named))) {
    return resolve(folder, named);
  }
  return findRun(peakFolder(expectWorkspace(folder)), named);
}

/** Opens a file with the system's program for it. Where there is none, its path was printed. */
function open(file: string): void {
  const [program = '', ...before] = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start', ''],
  }[process.platform as string] ?? ['xdg-open'];
  const child = spawn(program, [...before, file], { stdio: 'ignore', detached: true });
  child.on('error', (error) => {
    console.error(`nx-peak: cannot open the report: ${error.message}`);
  });
  child.unref();
}
