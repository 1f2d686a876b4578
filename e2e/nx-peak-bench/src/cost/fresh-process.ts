import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PROGRAMS } from '../support/folders';
import { ownedEnvironment } from '../support/owned-environment';

/** What a program of this project prints as JSON, run by a node of its own. */
export function inFreshProcess(program: string, ...args: readonly string[]): unknown {
  const printed = execFileSync(process.execPath, [join(PROGRAMS, program), ...args], {
    encoding: 'utf8',
    env: ownedEnvironment(),
  });
  return JSON.parse(printed);
}
