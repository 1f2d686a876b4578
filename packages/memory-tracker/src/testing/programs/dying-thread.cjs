/** In place of the sampling thread: says it is ready, and dies when it is told of a second id. */
const { parentPort, workerData } = require('node:worker_threads');

const READY = 2;
Atomics.store(new Int32Array(workerData.control), READY, 1);
parentPort.on('message', ({ number }) => {
  if (number > 0) {
    throw new Error('died on purpose');
  }
});
