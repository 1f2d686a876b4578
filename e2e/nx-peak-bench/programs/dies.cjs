'use strict';

/**
 * Ends in one way or another, a little while after it has begun, so that tasks overlap differently
 * each time: dies.cjs <how> [...].
 *
 * - `grow`: holds more and more outside of V8's heap, until the kernel kills it: this process and
 *   no other, by an oom_score_adj of 1000
 * - `heap`, `worker`: fills its heap, that of a worker thread
 * - `signal <name>`: sends itself a signal
 * - `fail <code> [text file]`: prints the file and ends with the code
 * - `hold <MB> <milliseconds>`: succeeds
 * - `child <code> <told|silent> <how> [...]`: lets a child end so, and ends with the code itself;
 *   `told`: after it has said of it what programs for Node usually say
 */
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { Worker } = require('node:worker_threads');

const [self, how, ...rest] = process.argv.slice(1);
const MB = 1024 * 1024;
const held = [];

/** As large as tasks are, so that nothing is told of them by their size alone. */
function holdSome() {
  held.push(Buffer.alloc((20 + Math.random() * 100) * MB, 1));
}

const after = 100 + Math.random() * 600;

switch (how) {
  case 'grow':
    writeFileSync('/proc/self/oom_score_adj', '1000');
    setTimeout(() => {
      for (;;) {
        held.push(Buffer.alloc(MB, 1));
      }
    }, after);
    break;
  case 'heap':
    setTimeout(() => {
      for (;;) {
        held.push(new Array(10_000).fill(held.length).map(String));
      }
    }, after);
    break;
  case 'worker':
    new Worker(self, { argv: ['heap'], resourceLimits: { maxOldGenerationSizeMb: 30 } });
    break;
  case 'signal':
    holdSome();
    setTimeout(() => process.kill(process.pid, rest[0]), after);
    break;
  case 'fail':
    holdSome();
    setTimeout(() => {
      const [code, file] = rest;
      if (file !== undefined) {
        process.stderr.write(readFileSync(file));
      }
      process.exitCode = Number(code);
    }, after);
    break;
  case 'hold': {
    const [mb, ms] = rest.map(Number);
    held.push(Buffer.alloc(mb * MB, 1));
    setTimeout(() => held.splice(0), ms);
    break;
  }
  case 'child': {
    const [code, told, ...args] = rest;
    const { signal } = spawnSync(process.execPath, ['--max-old-space-size=40', self, ...args], {
      stdio: 'inherit',
    });
    if (told === 'told') {
      console.error(`Error: a child process was ended by ${signal}`);
    }
    process.exitCode = Number(code);
    break;
  }
  default:
    throw new Error(`No such way to end: ${how}`);
}
