// Runs every check of the repository through nx and closes with one line over all suites:
// `N passed, N failed`. Lint and type errors fail the run, but are not counted as tests.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

for (const file of findResults()) {
  rmSync(file); // a count must never come from an earlier run
}
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/nx/dist/bin/nx.js'),
    'run-many',
    '--targets=build,lint,check-package,test,browser-test,e2e,matrix',
    '--output-style=static',
    '--parallel=2',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_LOG_HEAP_USAGE: 'true', NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
  },
);

const results = findResults().map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const passed = sum((result) => result.numPassedTests);
// A suite that could not even be loaded has no tests to count, and is a failure all the same.
const failed = sum((result) => result.numFailedTests + result.numRuntimeErrorTestSuites);
const suites = sum((result) => result.numTotalTestSuites);
console.log(`\n${suites} suites of ${results.length} projects`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** Every project writes its counts beside its sources, see `test` in nx.json. */
function findResults() {
  return ['packages', 'e2e']
    .flatMap((folder) =>
      readdirSync(join(root, folder)).map((project) => join(root, folder, project)),
    )
    .flatMap((project) => readdirSync(project).map((file) => join(project, file)))
    .filter((file) => /[\\/]jest-(?:\w+-)?results\.json$/.test(file));
}
