import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS, REPOSITORY, temporaryFolder } from '../support/folders';

export const PROJECTS = 8;

/** A small workspace with the nx and the nx-peak of this repository, as they are linked in it. */
export function nxWorkspace(): string {
  const root = join(temporaryFolder(), 'workspace');
  mkdirSync(root);
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  cpSync(join(PROGRAMS, 'build.cjs'), join(root, 'build.cjs'));
  writeJson(join(root, 'package.json'), { name: 'workspace', private: true });
  writeJson(join(root, 'tsconfig.base.json'), {});
  writeJson(join(root, 'nx.json'), {
    analytics: false,
    neverConnectToCloud: true,
    useDaemonProcess: false,
    tui: { enabled: false },
  });
  for (let i = 0; i < PROJECTS; i++) {
    const folder = join(root, 'projects', `p${i}`);
    mkdirSync(folder, { recursive: true });
    writeJson(join(folder, 'project.json'), {
      name: `p${i}`,
      targets: {
        build: { executor: 'nx:run-commands', options: { command: 'node build.cjs' } },
      },
    });
  }
  return root;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}
