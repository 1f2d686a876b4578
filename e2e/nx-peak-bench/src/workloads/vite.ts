import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { there } from '@nx-peak/testkit';
import { APP_PACKAGES, writeApp } from './app-sources';
import { folderIn, installedPackages } from './installed-packages';
import type { Workload } from './workload';

/** A production build by vite, which has esbuild beside it as a process that it never waits for. */
export const vite: Workload = {
  name: 'vite',
  title: 'vite: a production build',
  runs: 10,
  quickRuns: 2,
  prepare: () => {
    const packages = installedPackages({ ...APP_PACKAGES, vite: '7.3.8' });
    if (packages.kind === 'missing') {
      return packages;
    }
    const cwd = folderIn(packages.value, 'vite-app');
    writeApp(cwd);
    writeFileSync(
      join(cwd, 'vite.config.mjs'),
      `export default { build: { sourcemap: true, chunkSizeWarningLimit: 1e6 } };\n`,
    );
    const program = join(packages.value, 'node_modules/vite/bin/vite.js');
    return there({ argv: [process.execPath, program, 'build', '--logLevel', 'error'], cwd });
  },
};
