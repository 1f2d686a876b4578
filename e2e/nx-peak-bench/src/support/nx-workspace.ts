import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { REPOSITORY, temporaryFolder } from './folders';
import { ownedEnvironment } from './owned-environment';

export interface WorkspaceContent {
  /** Files that are put into its root. */
  readonly programs: readonly string[];
  /** What the one target of each project runs in a shell, by the project's name. */
  readonly commands: ReadonlyMap<string, string>;
  /** Plugins of Nx, relative to its root. */
  readonly plugins?: readonly string[];
}

/** The target of every project. */
export const TARGET = 'build';

/** The program that runs Nx. */
export const NX = join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js');

/** A small workspace with the nx and the nx-peak of this repository, as they are linked in it. */
export function createNxWorkspace(name: string, content: WorkspaceContent): string {
  const { programs, commands, plugins = [] } = content;
  const root = join(temporaryFolder(), name);
  mkdirSync(root);
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  for (const program of programs) {
    cpSync(program, join(root, basename(program)));
  }
  writeJson(join(root, 'package.json'), { name: 'workspace', private: true });
  writeJson(join(root, 'tsconfig.base.json'), {});
  writeJson(join(root, 'nx.json'), {
    analytics: false,
    neverConnectToCloud: true,
    useDaemonProcess: false,
    tui: { enabled: false },
    plugins,
  });
  for (const [project, command] of commands) {
    const folder = join(root, 'projects', project);
    mkdirSync(folder, { recursive: true });
    writeJson(join(folder, 'project.json'), {
      name: project,
      targets: { [TARGET]: { executor: 'nx:run-commands', options: { command } } },
    });
  }
  return root;
}

/** The environment of an nx there: nothing is shared with the user's, and `node` is this one. */
export function nxEnvironment(root: string, variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return ownedEnvironment({
    HOME: root,
    NX_SOCKET_DIR: join(root, 'sockets'), // not in /tmp, where nx would leave its folder
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    ...variables,
  });
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}
