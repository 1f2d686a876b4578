/**
 * Holds memory, and so do its children: family.cjs <MB> <children> <MB of each>. Says `holding` when
 * all do.
 */
const { spawn } = require('node:child_process');

const [own, count, each] = process.argv.slice(2).map(Number);
const held = [Buffer.alloc(own * 1024 * 1024, 1)];
setTimeout(() => process.exit(held.length), 60_000);

let holding = 0;
for (let i = 0; i < count; i++) {
  const child = spawn(process.execPath, [require.resolve('./hold.cjs'), each]);
  child.stdout.once('data', () => {
    holding++;
    if (holding === count) {
      console.log('holding');
    }
  });
}
