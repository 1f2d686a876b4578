import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { REPOSITORY } from '../support/folders';
import type { Benchmark } from '../summary/benchmark';
import { goalTable } from './goal-table';
import { reportText } from './report';
import { tableText } from './table';
import { withReport } from './with-report';

const DOCUMENT = join(REPOSITORY, 'docs/internals/benchmark.md');
const README = join(REPOSITORY, 'README.md');
const DATA = join(REPOSITORY, 'docs/internals/benchmark.json');

/** What the documentation shows now; nothing when it shows none. */
export function documentedBenchmark(): Benchmark {
  return existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Benchmark) : {};
}

/** Puts the benchmark into its page and what it comes to into the README, between two comments each. */
export async function documentBenchmark(benchmark: Benchmark): Promise<string> {
  await writeFormatted(DATA, JSON.stringify(benchmark));
  await insert(DOCUMENT, reportText(benchmark));
  await insert(README, tableText(goalTable(benchmark)));
  return DOCUMENT;
}

function insert(file: string, report: string): Promise<void> {
  return writeFormatted(file, withReport(readFileSync(file, 'utf8'), report));
}

/** As `npm run lint` wants to see it. */
export async function writeFormatted(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const config = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...config, filepath: file }));
}
