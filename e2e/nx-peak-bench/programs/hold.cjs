/** Holds memory for a while: hold.cjs <MB> <milliseconds>. */
const [mb, ms] = process.argv.slice(2).map(Number);
globalThis.held = Buffer.alloc(mb * 1024 * 1024, 1);
setTimeout(() => process.exit(), ms);
