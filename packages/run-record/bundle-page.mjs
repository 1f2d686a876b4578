// Bundles the script and style of the HTML report into dist/page, each in one piece: the report
// inlines them. The licence of the library inside goes with them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const uplot = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
const licence = `/*! uPlot\n${readFileSync(join(uplot, 'LICENSE'), 'utf8').trim()}\n*/`;

await build({
  absWorkingDir: here,
  entryPoints: {
    page: 'src/reports/html/page/main.ts',
    style: 'src/reports/html/page/page.css',
  },
  entryNames: '[name]',
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'firefox110', 'safari16'],
  charset: 'utf8',
  banner: { js: licence },
  tsconfig: 'tsconfig.page.json',
  logLevel: 'warning',
});
