import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, there } from '@nx-peak/testkit';
import { folderIn, installedPackages } from './installed-packages';
import type { Workload } from './workload';

/** The TypeScript compiler over the sources that two well-known libraries ship. */
export const tsc: Workload = {
  name: 'tsc',
  title: 'tsc: the sources of rxjs and zod',
  runs: 6,
  quickRuns: 2,
  prepare: () => {
    const packages = installedPackages({ rxjs: '7.8.2', typescript: '5.9.3', zod: '4.6.7' });
    if (packages.kind === 'missing') {
      return packages;
    }
    const sources = ['rxjs', 'zod'].map((name) =>
      join(packages.value, 'node_modules', name, 'src'),
    );
    if (!sources.every((folder) => existsSync(folder))) {
      return missing('rxjs or zod do not ship their sources any more');
    }
    const cwd = folderIn(packages.value, 'tsc');
    writeFileSync(
      join(cwd, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          module: 'ESNext',
          moduleResolution: 'Bundler',
          allowImportingTsExtensions: true,
          rewriteRelativeImportExtensions: true,
          strict: true,
          skipLibCheck: true,
          lib: ['ES2023', 'DOM', 'DOM.Iterable'],
          types: [],
          declaration: true,
          sourceMap: true,
          outDir: 'out',
          rootDir: join(packages.value, 'node_modules'),
        },
        include: sources.map((folder) => join(folder, '**/*.ts')),
        exclude: sources.flatMap((folder) => TESTS.map((tests) => join(folder, tests))),
      }),
    );
    const compiler = join(packages.value, 'node_modules/typescript/bin/tsc');
    return there({ argv: [process.execPath, compiler, '-p', cwd], cwd });
  },
};

const TESTS = ['**/tests/**', '**/*.test.ts', '**/benchmarks/**'];
