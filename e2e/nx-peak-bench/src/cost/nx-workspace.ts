import { join } from 'node:path';
import { PROGRAMS } from '../support/folders';
import { createNxWorkspace } from '../support/nx-workspace';
import type { RunManyShape } from './result';

/** One project for each task. */
export function nxWorkspace({ tasks, command }: RunManyShape): string {
  const names = Array.from({ length: tasks }, (_, i) => `p${i}`);
  return createNxWorkspace(`workspace-${tasks}`, {
    programs: [join(PROGRAMS, 'build.cjs')],
    commands: new Map(names.map((name) => [name, command])),
  });
}
