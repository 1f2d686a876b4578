/**
 * Keeps worker processes that hold little themselves: pool.cjs --workers=<count>
 * --hold-ms=<milliseconds>.
 */
const { fork } = require('node:child_process');
const options = require('../../testkit/programs/options.cjs');

const { workers, holdMs } = options({ workers: 0, holdMs: 0 });
for (let i = 0; i < workers; i++) {
  fork(require.resolve('./hold.cjs'), ['--megabytes=5', `--hold-ms=${holdMs}`]);
}
