/**
 * Tracks a process with a thread, and ends without disposing of the tracker: leave-tracker.cjs
 * <file of the tracker> <how: end, exit>. Says `own` once the thread samples.
 */
const { spawn } = require('node:child_process');

const [file, how] = process.argv.slice(2);
const { MemoryTracker } = require(file);
const tracker = new MemoryTracker();
const child = spawn(process.execPath, [require.resolve('./hold-for.cjs'), '0', '60000'], {
  stdio: 'ignore',
});
child.unref();
tracker.startTracking('left', child.pid);

function endOnceSampled() {
  const { samples } = tracker.measurementOf('left') ?? { samples: 0 };
  if (tracker.status().thread !== 'own' || samples < 3) {
    setTimeout(endOnceSampled, 10);
    return;
  }
  console.log('own');
  child.kill();
  if (how === 'exit') {
    process.exit(0);
  }
}
endOnceSampled();
