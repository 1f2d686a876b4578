import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadStart } from './protocol';
import { SamplingLoop } from './sampling-loop';

// The entry of the sampling thread. What is thrown in here is expected and counted; nobody reads where
// it came from.
Error.stackTraceLimit = 0;
new SamplingLoop(workerData as ThreadStart, parentPort).run();
