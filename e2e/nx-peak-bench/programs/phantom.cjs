/**
 * A large process that starts small ones: phantom.cjs <MB> <children>. Between fork and exec each of
 * them shows the memory of its parent as its own.
 */
const { spawnSync } = require('node:child_process');

const [mb, children] = process.argv.slice(2).map(Number);
globalThis.held = Buffer.alloc(mb * 1024 * 1024, 1);
for (let i = 0; i < children; i++) {
  spawnSync('/bin/true');
}
