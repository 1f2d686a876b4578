import { createNxWorkspace } from '../support/nx-workspace';

export const PROJECTS = 8;

/** Small builds, all alike. */
export function nxWorkspace(): string {
  const names = Array.from({ length: PROJECTS }, (_, i) => `p${i}`);
  return createNxWorkspace('workspace', {
    programs: ['build.cjs'],
    commands: new Map(names.map((name) => [name, 'node build.cjs'])),
  });
}
