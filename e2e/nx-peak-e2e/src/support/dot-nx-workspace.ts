import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig } from '@nx-peak/testkit/rig';
import { baseOfThisRun, nxVersion } from './base';
import { bareEnvironment } from './environment';
import { aProject, writeFiles } from './files';
import { mainPackage } from './packed-packages';
import { templateWith } from './template';

/**
 * A workspace without node_modules: nx is in `.nx/installation`, and `.nx/nxw.js` runs it. What
 * nxw.js would install is put there, so that it finds nothing to do. One task: `a:build`.
 */
export class DotNxWorkspace implements Rig {
  readonly root = mkdtempSync(join(baseOfThisRun(), 'dot-nx-'));

  async setUp(): Promise<void> {
    const modules = join(await templateWith(nxVersion()), 'node_modules');
    const installation = join(this.root, '.nx/installation');
    const plugins = mainPackage(baseOfThisRun());
    mkdirSync(installation, { recursive: true });
    execFileSync('cp', ['--archive', '--link', modules, join(installation, 'node_modules')]);
    const nxw = 'nx/dist/src/command-line/init/implementation/dot-nx/nxw.js';
    cpSync(join(modules, nxw), join(this.root, '.nx/nxw.js'));
    writeFiles(this.root, {
      '.nx/installation/package.json': {
        name: 'nx-installation',
        devDependencies: { nx: nxVersion(), ...plugins },
      },
      'nx.json': { analytics: false, installation: { version: nxVersion(), plugins } },
      'a/project.json': aProject,
    });
  }

  /** `node <args>` in its root, with the switch on; what it printed. */
  node(...args: readonly string[]): string {
    return execFileSync(process.execPath, args, {
      cwd: this.root,
      encoding: 'utf8',
      env: bareEnvironment({
        HOME: this.root,
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NX_LOG_HEAP_USAGE: 'true',
      }),
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
