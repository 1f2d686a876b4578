// Runs every check of the repository through nx and closes with one line over all suites:
// `N passed, N failed`, and how many were skipped if any was. Before it stands which suites took the time,
// what was skipped and why, and what failed. Lint and type errors fail the run, but are not counted as tests.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..');

/** How many of the slowest suites are named. */
const SLOWEST = 12;
/** How much of a failed test's message is said again at the end. */
const LINES_OF_A_FAILURE = 12;

for (const file of findResults()) {
  rmSync(file); // a count must never come from an earlier run
}
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/nx/dist/bin/nx.js'),
    'run-many',
    '--targets=build,lint,check-package,test,browser-test,e2e,e2e-faults,matrix,cgroup-v2',
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
const suites = results.flatMap(({ testResults }) => testResults);
printSlowest(suites);
const skipped = suites.flatMap(skippedIn);
printSkipped(skipped);
printFailed(suites);

const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const passed = sum((result) => result.numPassedTests);
// A suite that could not even be loaded has no tests to count, and is a failure all the same.
const failed = sum((result) => result.numFailedTests + result.numRuntimeErrorTestSuites);
console.log(`\n${suites.length} suites of ${results.length} runs`);
console.log(
  [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ].join(', '),
);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** Every project writes its counts beside its sources, see `test` in nx.json. */
function findResults() {
  return ['packages', 'e2e']
    .flatMap((folder) =>
      readdirSync(join(root, folder)).map((project) => join(root, folder, project)),
    )
    .flatMap((project) => readdirSync(project).map((file) => join(project, file)))
    .filter((file) => /[\\/]jest-(?:[\w-]+-)?results\.json$/.test(file));
}

/** The full names of the tests of a suite that were not run. */
function skippedIn({ assertionResults }) {
  return assertionResults
    .filter(({ status: outcome }) => ['pending', 'skipped', 'todo'].includes(outcome))
    .map(({ fullName }) => fullName);
}

/** By their reason, which a test that may be skipped has in its name: `... [skipped: there is no ps]`. */
function printSkipped(names) {
  const byReason = new Map();
  for (const name of names) {
    const [mark, reason = 'no reason given'] = /\[skipped: (.*?)\]/.exec(name) ?? [''];
    const others = byReason.get(reason) ?? [];
    byReason.set(reason, [...others, name.replace(mark, '').replaceAll('  ', ' ').trim()]);
  }
  for (const [reason, tests] of byReason) {
    console.log(`\nSkipped, ${reason}:\n${tests.map((name) => `  ${name}`).join('\n')}`);
  }
}

/** What failed, in one place, for the log of a run with many targets is long. */
function printFailed(all) {
  for (const { name, message, assertionResults } of all.filter(
    (suite) => (suite.message ?? '') !== '', // a script that reports a test has none
  )) {
    const tests = assertionResults.filter(({ status: outcome }) => outcome === 'failed');
    const rows =
      tests.length > 0
        ? tests.map(({ fullName, failureMessages }) => `${fullName}\n${indent(failureMessages[0])}`)
        : [indent(message)]; // it could not be loaded
    console.log(`\nFailed in ${relative(root, name)}:\n  ${rows.join('\n  ')}`);
  }
}

/** The first lines of a failure, which say what was expected and what came. */
function indent(message = '') {
  return stripVTControlCharacters(message)
    .split('\n')
    .slice(0, LINES_OF_A_FAILURE)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Where the time goes, in seconds. A suite that nobody timed is left out. */
function printSlowest(all) {
  const timed = all
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .filter(({ seconds }) => Number.isFinite(seconds))
    .sort((one, other) => other.seconds - one.seconds);
  const rows = timed
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${relative(root, name)}`);
  console.log(`\nThe slowest of ${timed.length} suites:\n${rows.join('\n')}`);
}
