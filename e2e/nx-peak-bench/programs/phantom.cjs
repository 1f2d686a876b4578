/**
 * A large process that starts small ones: phantom.cjs --megabytes=<MB> --children=<count>. Between fork
 * and exec each of them shows the memory of its parent as its own.
 */
const { spawnSync } = require('node:child_process');
const options = require('../../testkit/programs/options.cjs');

const { megabytes, children } = options({ megabytes: 0, children: 0 });
globalThis.held = Buffer.alloc(megabytes * 1024 * 1024, 1);
for (let i = 0; i < children; i++) {
  spawnSync('/bin/true');
}
