import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as RunRecord from '@nx-peak/run-record';
import type { RunData } from '@nx-peak/run-record';
import type * as Reports from '@nx-peak/run-record/reports';

/**
 * Appends the run to the job summary of GitHub Actions, which sets `GITHUB_STEP_SUMMARY` to a file
 * for each step.
 *
 * @param folder of the record, which is complete
 * @throws the file system's error
 */
export function appendToJobSummary(folder: string, env: NodeJS.ProcessEnv): void {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (env['GITHUB_ACTIONS'] !== 'true' || file === '') {
    return;
  }
  const run = read(folder);
  if (run.record.tasks.some(({ measurement }) => measurement !== undefined)) {
    appendFileSync(file, `${reports().renderMarkdown(run)}\n`);
  }
}

/**
 * Adds the memory to the profile that Nx wrote of this run (`NX_PROFILE`). One that is older than
 * the run is not its own: Nx did not get as far as writing it.
 *
 * @param folder of the record, which is complete
 * @throws the file system's error, or RecordError when the profile is none
 */
export function addToProfile(folder: string, env: NodeJS.ProcessEnv): void {
  const given = env['NX_PROFILE'] ?? '';
  if (given === '') {
    return;
  }
  const file = join(process.cwd(), given); // as Nx takes it, absolute or not
  const stat = statSync(file, { throwIfNoEntry: false });
  const run = stat?.isFile() === true ? read(folder) : undefined;
  if (stat !== undefined && run !== undefined && stat.mtimeMs >= run.record.startedAt) {
    writeFileSync(file, reports().addMemoryToProfile(readFileSync(file, 'utf8'), run));
  }
}

// Loaded where they are needed: most runs need neither.

function read(folder: string): RunData {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('@nx-peak/run-record') as typeof RunRecord).readRun(folder);
}

function reports(): typeof Reports {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('@nx-peak/run-record/reports') as typeof Reports;
}
