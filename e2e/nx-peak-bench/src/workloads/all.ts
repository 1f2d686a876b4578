import { syntheticWorkloads } from './synthetic';
import { tsc } from './tsc';
import { vite } from './vite';
import { webpack } from './webpack';
import type { Workload } from './workload';

export const workloads: readonly Workload[] = [...syntheticWorkloads, tsc, vite, webpack];
