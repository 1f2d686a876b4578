/** Holds memory for a while: hold.cjs --megabytes=<MB> --hold-ms=<milliseconds>. */
const options = require('../../testkit/programs/options.cjs');

const { megabytes, holdMs } = options({ megabytes: 0, holdMs: 0 });
globalThis.held = Buffer.alloc(megabytes * 1024 * 1024, 1);
setTimeout(() => process.exit(), holdMs);
