'use strict';

/**
 * Ends in one way or another: node dies.cjs --how=<how> [--name=value...]
 *
 * - `grow`: holds more and more outside of V8's heap, until somebody stops it
 * - `grow-steadily`: the same, 200 MB a second
 * - `heap`, `worker`: fills its heap, that of a worker thread
 * - `signal`: sends itself `--signal`
 * - `fail`: prints the file `--text`, if there is one, and ends with `--exit-code`
 * - `hold`: holds `--megabytes` for `--hold-ms`, and succeeds
 * - `child`: lets a child end as `--child` says, and ends with `--exit-code` itself; the child is given
 *   all other options. With `--reports-child=true` after it has said of it what programs for Node
 *   usually say
 *
 * `--at-random=true` lets it end a little while after it has begun, so that tasks overlap differently each
 * time. `--oom-score-adj=1000` has the kernel kill this process and no other.
 */
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { Worker } = require('node:worker_threads');
const options = require('./options.cjs');

const given = options({
  how: '',
  child: '',
  exitCode: 0,
  signal: '',
  text: '',
  megabytes: 0,
  holdMs: 0,
  atRandom: 'false',
  reportsChild: 'false',
  oomScoreAdj: 0,
});
const self = __filename;
const MB = 1024 * 1024;
const held = [];

/** As large as tasks are, so that nothing can be told from their size alone. */
function holdSome() {
  held.push(Buffer.alloc((20 + Math.random() * 100) * MB, 1));
}

/** Now, or a little later with `--at-random=true`. */
function inAWhile(action) {
  if (given.atRandom === 'true') {
    setTimeout(action, 100 + Math.random() * 600);
  } else {
    action();
  }
}

switch (given.how) {
  case 'grow':
    if (given.oomScoreAdj !== 0) {
      writeFileSync('/proc/self/oom_score_adj', String(given.oomScoreAdj));
    }
    inAWhile(() => {
      for (;;) {
        held.push(Buffer.alloc(MB, 1));
      }
    });
    break;
  case 'grow-steadily':
    setInterval(() => held.push(Buffer.alloc(10 * MB, 1)), 50);
    break;
  case 'heap':
    inAWhile(() => {
      for (;;) {
        held.push(new Array(10_000).fill(held.length).map(String));
      }
    });
    break;
  case 'worker':
    new Worker(self, {
      argv: ['--how=heap', `--at-random=${given.atRandom}`],
      resourceLimits: { maxOldGenerationSizeMb: 30 },
    });
    break;
  case 'signal':
    holdSome();
    inAWhile(() => process.kill(process.pid, given.signal));
    break;
  case 'fail':
    holdSome();
    inAWhile(() => {
      if (given.text !== '') {
        process.stderr.write(readFileSync(given.text));
      }
      process.exitCode = given.exitCode;
    });
    break;
  case 'hold':
    held.push(Buffer.alloc(given.megabytes * MB, 1));
    setTimeout(() => held.splice(0), given.holdMs);
    break;
  case 'child': {
    const others = process.argv.slice(2).filter((argument) => !/^--(how|child)=/.test(argument));
    const { signal } = spawnSync(
      process.execPath,
      ['--max-old-space-size=40', self, `--how=${given.child}`, ...others],
      { stdio: 'inherit' },
    );
    if (given.reportsChild === 'true') {
      console.error(`Error: a child process was ended by ${signal}`);
    }
    process.exitCode = given.exitCode;
    break;
  }
  default:
    throw new Error(`No such way to end: ${given.how}`);
}
