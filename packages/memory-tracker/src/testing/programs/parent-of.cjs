/**
 * Holds memory and starts children that hold some when told to: parent-of.cjs <MB> <MB of each child>.
 * Says `ready`, and `child <pid>;` for each child, which is started by SIGUSR2 and holds memory by then.
 */
const { spawn } = require('node:child_process');

const [own, each] = process.argv.slice(2).map(Number);
const held = [Buffer.alloc(own * 1024 * 1024, 1)];
setTimeout(() => process.exit(held.length), 60_000);
process.on('SIGUSR2', () => {
  const child = spawn(process.execPath, [require.resolve('./hold.cjs'), each]);
  child.stdout.once('data', () => {
    console.log(`child ${child.pid};`);
  });
});
console.log('ready');
