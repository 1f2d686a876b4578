'use strict';

// How long the sampling thread takes until it samples by itself, in a process that does nothing else;
// and, as the floor of that, how long an empty thread takes until its first line runs.
const { dirname, join } = require('node:path');
const { performance } = require('node:perf_hooks');
const { Worker } = require('node:worker_threads');

const measure = process.argv[2] === 'empty' ? emptyThread : samplingThread;
measure().then((wallMs) => {
  console.log(JSON.stringify({ wallMs }));
  process.exit();
});

async function samplingThread() {
  const { MemoryTracker } = require('@nx-peak/memory-tracker');
  // The file that nx-peak gives it inside nx.
  const workerFile = join(dirname(require.resolve('nx-peak/register')), 'sampling-thread.js');
  const tracker = new MemoryTracker({}, { workerFile });
  const began = performance.now();
  tracker.startTracking('task', process.pid);
  await until(() => tracker.status().thread === 'own');
  return performance.now() - began;
}

async function emptyThread() {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const began = performance.now();
  new Worker(join(__dirname, 'empty-thread.cjs'), {
    workerData: flag,
    argv: [],
    execArgv: [],
    env: {},
  }).unref();
  await until(() => Atomics.load(flag, 0) === 1);
  return performance.now() - began;
}

/** Asks every millisecond: the processor is the thread's. */
async function until(condition) {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
