import { ChildProcess } from 'node:child_process';
import { printsTasksOfBatches } from '../nx-features';
import { endOfChild } from '@nx-peak/diagnosis';
import type { Batch } from './nx-internals';
import { processesOfWindow } from './processes-of-window';
import { SampleSeries } from './sample-series';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';
import type { SharedMeasurement } from './task-peaks';
import type { TerminalContext } from './terminal-context';

/**
 * Measures the tasks of batch executors. They share one worker process, and V8 gives little of
 * its memory back, so a task's measurement is the most the worker held while the task ran: an upper
 * bound for what the task needs, and marked as shared. The parts are never added up.
 */
export const batchSeam: Seam<TerminalContext> = {
  name: 'running a batch of tasks',
  without: 'tasks of batch executors have no peak',
  apply(context) {
    const { name } = batchSeam;
    const runner = expectPrototype(
      context.nx.load('forkedProcessTaskRunner'),
      'ForkedProcessTaskRunner',
    );
    const streamed = !printsTasksOfBatches(
      context.nx.has('batchProcess') ? context.nx.load('batchProcess') : undefined,
    );
    // The batch whose worker is being forked right now. Nx forks before it first awaits, so a
    // plain variable is exact where an asynchronous context would also catch what runs after a
    // result of the batch came in.
    let forking: Batch | undefined;
    return applyAll([
      () =>
        hook<[Batch]>(context, name, runner, 'forkProcessForBatch', {
          around: (call, [batch]) => {
            forking = batch;
            try {
              return call();
            } finally {
              forking = undefined;
            }
          },
        }),
      () =>
        hook(context, name, ChildProcess.prototype, 'spawn', {
          after: (_args, self) => {
            const worker = self as ChildProcess;
            if (forking !== undefined && worker.pid !== undefined) {
              if (streamed) {
                Object.keys(forking.taskGraph.tasks).forEach((taskId) => {
                  context.peaks.taskIsStreamed(taskId);
                });
              }
              measure(context, forking, worker, worker.pid);
            }
          },
        }),
    ]);
  },
};

/** What the worker tells of a task; old executors tell no times. Epoch milliseconds. */
interface BatchTaskResult {
  readonly startTime?: number;
  readonly endTime?: number;
}

/** The messages of the worker, alike in Nx 20 to 24: one for each task, one at the end. */
type BatchMessage =
  | { readonly type: 1; readonly task: string; readonly result: BatchTaskResult }
  | { readonly type: 2; readonly results: Readonly<Record<string, BatchTaskResult>> };

let batches = 0;

function measure(context: TerminalContext, batch: Batch, worker: ChildProcess, pid: number): void {
  const { tracker, series } = context;
  const id = `batch:${batch.executorName} ${++batches}`;
  const samples = new SampleSeries();
  series.set(id, samples);
  tracker.startTracking(id, pid);

  const taskIds = Object.keys(batch.taskGraph.tasks);
  const measurement = (
    peakRss: number | undefined,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  ): SharedMeasurement => ({
    peakRss,
    shared: {
      key: `batch:${batch.executorName}`,
      tasks: taskIds.length,
      peakRss: samples.max ?? 0,
    },
    process: tracker.measurementOf(id),
    processesAtPeak: processesOfWindow(tracker.processesAtPeak(id), peakRss, from, to),
  });
  context.recording.batchStarted(id, taskIds);
  // Of a worker that dies or is stopped, its unfinished tasks are known together alone.
  taskIds.forEach((taskId) => {
    context.peaks.taskSharesProcess(taskId, () => measurement(samples.max));
    context.deaths.processStarted(taskId, pid, id);
  });
  let previousEnd = Date.now();
  const settleWindow = (taskId: string, { startTime, endTime }: BatchTaskResult): void => {
    const now = Date.now();
    const [from, to] = [startTime ?? previousEnd, endTime ?? now];
    const peakRss = samples.maxWithin(from, to);
    context.peaks.settleShared(taskId, measurement(peakRss, from, to));
    previousEnd = now;
  };

  // Heard before Nx hears it: Nx adds its listeners when the fork returns, and prints in them.
  worker.on('message', (message) => {
    guarded(context, batchSeam.name, () => {
      tracker.sampleNow();
      const said = message as Partial<BatchMessage>;
      if (said.type === 1 && said.task !== undefined) {
        settleWindow(said.task, said.result ?? {});
      } else if (said.type === 2) {
        // Executors that report all at once, with times or without.
        for (const [taskId, result] of Object.entries(said.results ?? {})) {
          if (result.startTime === undefined) {
            context.peaks.settle(taskId);
          } else {
            settleWindow(taskId, result);
          }
        }
      }
    });
  });
  worker.on('exit', (code, signal) => {
    guarded(context, batchSeam.name, () => {
      taskIds.forEach((taskId) => {
        context.deaths.processEnded(taskId, endOfChild(pid, code, signal));
        context.peaks.settle(taskId);
      });
      context.recording.batchEnded(id);
      tracker.forget(id);
      series.delete(id);
    });
  });
}
