import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { baseOfThisRun, tarballsIn } from './base';
import { writeFixtureWorkspace } from './fixture-workspace';
import { npmMeanwhile } from './npm';

/**
 * The installed workspace with this nx that the suites' own are copies of. The first to ask makes
 * it, as a user would: with a real nx and the packed packages; who asks meanwhile waits for it.
 */
export function templateWith(nx: string): Promise<string> {
  const known = templates.get(nx) ?? installed(nx);
  templates.set(nx, known);
  return known;
}

/** By version. Of this suite alone: jest loads each suite its own modules. */
const templates = new Map<string, Promise<string>>();

async function installed(nx: string): Promise<string> {
  const base = baseOfThisRun();
  const template = join(base, `template-${nx}`);
  if (!existsSync(template)) {
    const unfinished = mkdtempSync(join(base, 'installing-'));
    const { tracker, runRecord, nxPeak } = tarballsIn(base);
    writeFixtureWorkspace(unfinished, {
      nx,
      '@nx-peak/memory-tracker': `file:${tracker}`,
      '@nx-peak/run-record': `file:${runRecord}`,
      'nx-peak': `file:${nxPeak}`,
    });
    await npmMeanwhile(['install', '--ignore-scripts', '--prefer-offline', ...LEGACY], unfinished);
    move(unfinished, template);
  }
  return template;
}

/** An nx that the peer dependency does not allow (yet) is a test of it all the same. */
const LEGACY = ['--legacy-peer-deps'];

/** What is there is complete. A suite in another process may have been as fast: its one will do. */
function move(unfinished: string, template: string): void {
  try {
    renameSync(unfinished, template);
  } catch (error) {
    if (!existsSync(template)) {
      throw error;
    }
    rmSync(unfinished, { recursive: true });
  }
}
