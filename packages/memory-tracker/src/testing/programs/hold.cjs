/**
 * Holds memory: hold.cjs <MB> [<MB more when told by SIGUSR2>]. Says `holding`, then `grown`.
 * Ends by itself after a minute, should nobody end it.
 */
const [mb, more = 0] = process.argv.slice(2).map(Number);
const held = [Buffer.alloc(mb * 1024 * 1024, 1)];
setTimeout(() => process.exit(held.length), 60_000);
process.on('SIGUSR2', () => {
  held.push(Buffer.alloc(more * 1024 * 1024, 1));
  console.log('grown');
});
console.log('holding');
