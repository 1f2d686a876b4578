/** A small build: takes 60 MB and computes for two seconds or so. */
globalThis.held = Buffer.alloc(60 * 1024 * 1024, 1);
let sum = 0;
for (let i = 0; i < 16e8; i++) {
  sum += i % 7;
}
console.log(`built ${sum}`);
