/** Runs one child after another: one-by-one.cjs <children> <MB of each> <milliseconds of each>. */
const { spawnSync } = require('node:child_process');

const [count, mb, ms] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) {
  spawnSync(process.execPath, [require.resolve('./hold-for.cjs'), mb, ms]);
}
