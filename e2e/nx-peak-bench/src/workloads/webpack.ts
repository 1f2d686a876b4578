import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { there } from '@nx-peak/testkit';
import { APP_PACKAGES, writeApp } from './app-sources';
import { folderIn, installedPackages } from './installed-packages';
import type { Workload } from './workload';

/** A production build by webpack, with the types checked in a process beside it. */
export const webpack: Workload = {
  name: 'webpack',
  title: 'webpack: a build with a type checker',
  runs: 6,
  quickRuns: 1,
  prepare: () => {
    const packages = installedPackages({
      ...APP_PACKAGES,
      'fork-ts-checker-webpack-plugin': '9.1.0',
      'ts-loader': '9.6.2',
      typescript: '5.9.3',
      webpack: '5.112.2',
      'webpack-cli': '7.3.1',
    });
    if (packages.kind === 'missing') {
      return packages;
    }
    const cwd = folderIn(packages.value, 'webpack-app');
    writeApp(cwd);
    writeFileSync(join(cwd, 'webpack.config.cjs'), CONFIG);
    const program = join(packages.value, 'node_modules/webpack-cli/bin/cli.js');
    return there({ argv: [process.execPath, program, 'build'], cwd });
  },
};

const CONFIG = `const Checker = require('fork-ts-checker-webpack-plugin');
module.exports = {
  mode: 'production',
  devtool: 'source-map',
  entry: './src/main.ts',
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\\.ts$/, loader: 'ts-loader', options: { transpileOnly: true } }] },
  plugins: [new Checker({ async: false })],
  performance: { hints: false },
};
`;
