import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { REPOSITORY } from '../support/folders';
import type { Benchmark } from '../summary/benchmark';
import { reportText } from './report';
import { withReport } from './with-report';

const DOCUMENT = join(REPOSITORY, 'docs/benchmark.md');
const DATA = join(REPOSITORY, 'docs/benchmark.json');

/** What the documentation shows now; nothing when it shows none. */
export function documentedBenchmark(): Benchmark {
  return existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Benchmark) : {};
}

/** Puts the benchmark into the documentation, between its two comments. */
export async function documentBenchmark(benchmark: Benchmark): Promise<string> {
  await writeFormatted(DATA, JSON.stringify(benchmark));
  const text = withReport(readFileSync(DOCUMENT, 'utf8'), reportText(benchmark));
  await writeFormatted(DOCUMENT, text);
  return DOCUMENT;
}

/** As `npm run lint` wants to see it. */
export async function writeFormatted(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const config = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...config, filepath: file }));
}
