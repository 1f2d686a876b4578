import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { REPOSITORY } from '../support/folders';
import type { Benchmark } from '../summary/benchmark';
import { reportText } from './report';
import { withReport } from './with-report';

const DOCUMENT = join(REPOSITORY, 'docs/internals/benchmark.md');
const DATA = join(REPOSITORY, 'docs/internals/benchmark.json');

/** What the documentation shows now; nothing when it shows none. */
export function documentedBenchmark(): Benchmark {
  return existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Benchmark) : {};
}

/** Puts the benchmark into its page, between two comments. */
export async function documentBenchmark(benchmark: Benchmark): Promise<string> {
  await writeFormatted(DATA, JSON.stringify(benchmark));
  await insert(DOCUMENT, reportText(benchmark));
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
