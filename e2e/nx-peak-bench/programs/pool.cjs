/** Keeps worker processes that hold little themselves: pool.cjs <workers> <milliseconds>. */
const { fork } = require('node:child_process');

const [workers, ms] = process.argv.slice(2).map(Number);
for (let i = 0; i < workers; i++) {
  fork(require.resolve('./hold.cjs'), ['5', String(ms)]);
}
