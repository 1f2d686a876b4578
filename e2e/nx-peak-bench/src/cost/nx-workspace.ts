import { join } from 'node:path';
import { PROGRAMS } from '../support/folders';
import { createNxWorkspace } from '../support/nx-workspace';

export const PROJECTS = 8;

/** Small builds, all alike. */
export function nxWorkspace(): string {
  const names = Array.from({ length: PROJECTS }, (_, i) => `p${i}`);
  return createNxWorkspace('workspace', {
    programs: [join(PROGRAMS, 'build.cjs')],
    commands: new Map(names.map((name) => [name, 'node build.cjs'])),
  });
}
