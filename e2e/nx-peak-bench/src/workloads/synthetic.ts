import { compiledWorkload } from './compiled-workload';
import { nodeWorkload } from './node-workload';
import type { Workload } from './workload';

/** Each shows one way in which a figure may be wrong. */
export const syntheticWorkloads: readonly Workload[] = [
  compiledWorkload(
    { name: 'steady', title: 'steady: 400 MB for 2 s', runs: 10, quickRuns: 3 },
    ...['steady', 400, 2000],
  ),
  compiledWorkload(
    { name: 'spike', title: 'spike: 600 MB for 50 ms in a quiet 2 s', runs: 20, quickRuns: 4 },
    ...['spike', 2000, 600, 50],
  ),
  compiledWorkload(
    { name: 'short', title: 'short: 100 MB, 120 ms in all', runs: 40, quickRuns: 6 },
    ...['hold', 100, 120],
  ),
  compiledWorkload(
    { name: 'shortest', title: 'shortest: 40 MB, 50 ms in all', runs: 100, quickRuns: 10 },
    ...['hold', 40, 50],
  ),
  nodeWorkload(
    { name: 'node-short', title: 'short node: 200 MB for 100 ms', runs: 30, quickRuns: 4 },
    'hold.cjs',
    { megabytes: 200, 'hold-ms': 100 },
  ),
  nodeWorkload(
    { name: 'pool', title: 'pool: 8 node worker processes', runs: 8, quickRuns: 2 },
    'pool.cjs',
    { workers: 8, 'hold-ms': 1500 },
  ),
  compiledWorkload(
    { name: 'forks', title: 'forks: 6 that share 300 MB', runs: 8, quickRuns: 2 },
    ...['forks', 6, 300, 0, 2000],
  ),
  compiledWorkload(
    { name: 'children', title: 'children: 200 of 20 MB and 30 ms', runs: 10, quickRuns: 3 },
    ...['children', 200, 20, 30, 2],
  ),
  compiledWorkload(
    { name: 'daemon', title: 'daemon: a double fork holds 300 MB', runs: 10, quickRuns: 3 },
    ...['daemon', 300, 1500],
  ),
  nodeWorkload(
    { name: 'phantom', title: 'phantom: node of 500 MB runs /bin/true', runs: 10, quickRuns: 3 },
    'phantom.cjs',
    { megabytes: 500, children: 100 },
  ),
  compiledWorkload(
    { name: 'cache', title: 'cache: 300 MB of files read, 150 MB held', runs: 8, quickRuns: 2 },
    ...['cache', 'cached', 300, 100, 50, 2000],
  ),
];
