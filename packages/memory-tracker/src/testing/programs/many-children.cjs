/** Holds memory and starts tiny programs, one after another: many-children.cjs <MB> <children>. */
const { spawnSync } = require('node:child_process');

const [mb, count] = process.argv.slice(2).map(Number);
const held = [Buffer.alloc(mb * 1024 * 1024, 1)];
for (let i = 0; i < count; i++) {
  spawnSync('true');
}
process.exit(held.length - 1);
