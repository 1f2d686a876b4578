/** A thread of it starts a child that holds <MB>. Says `holding` when the child does. */
const { Worker } = require('node:worker_threads');

new Worker(
  `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ${JSON.stringify([require.resolve('./hold.cjs'), process.argv[2]])});
  child.stdout.on('data', (data) => process.stdout.write(data));
  `,
  { eval: true },
);
