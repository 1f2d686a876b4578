/**
 * Starts a child that outlives it (as a daemon does): leave-behind.cjs <MB> <MB more on SIGUSR2>.
 * Says `child <pid>` and what the child says.
 */
const { spawn } = require('node:child_process');

const args = [require.resolve('./hold.cjs'), ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { stdio: 'inherit' });
console.log(`child ${child.pid};`);
setTimeout(() => process.exit(), 60_000);
