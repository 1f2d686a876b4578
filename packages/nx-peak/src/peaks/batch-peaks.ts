import type { MemoryTracker } from '@nx-peak/memory-tracker';
import type { EventOf, Listener, StartedBatch } from '../events';
import type { BatchResult } from '../nx/batch-message';
import { processesOfWindow } from './processes-of-window';
import { SampleSeries } from './sample-series';
import type { SharedMeasurement, TaskPeaks } from './task-peaks';

/** The measuring side, as far as batches need it. */
type BatchTracker = Pick<
  MemoryTracker,
  'startTracking' | 'measurementOf' | 'processesAtPeak' | 'forget' | 'sampleNow'
>;

/** A batch whose worker runs. */
interface RunningBatch {
  readonly samples: SampleSeries;
  /** When the last of its tasks ended: epoch milliseconds. */
  previousEnd: number;
}

/**
 * Measures the tasks of batch executors. They share one worker process, and V8 gives little of
 * its memory back, so a task's measurement is the most the worker held while the task ran: an upper
 * bound for what the task needs, and marked as shared. The parts are never added up.
 */
export class BatchPeaks implements Listener {
  readonly name = 'peaks of batches';
  readonly #tracker: BatchTracker;
  readonly #peaks: TaskPeaks;
  readonly #running = new Map<string, RunningBatch>();

  constructor(tracker: BatchTracker, peaks: TaskPeaks) {
    this.#tracker = tracker;
    this.#peaks = peaks;
  }

  readonly on: Listener['on'] = {
    'batch-started': (event) => {
      this.#started(event);
    },
    sampled: ({ id, bytes, at }) => {
      this.#running.get(id)?.samples.add(at, bytes);
    },
    'batch-message': ({ batch, results }) => {
      this.#tracker.sampleNow();
      results.forEach((result) => {
        this.#ended(batch, result);
      });
    },
    'batch-ended': ({ batch }) => {
      batch.taskIds.forEach((taskId) => {
        this.#peaks.settle(taskId);
      });
      this.#tracker.forget(batch.id);
      this.#running.delete(batch.id);
    },
  };

  #started({ batch, pid }: EventOf<'batch-started'>): void {
    const running = { samples: new SampleSeries(), previousEnd: Date.now() };
    this.#running.set(batch.id, running);
    this.#tracker.startTracking(batch.id, pid);
    batch.taskIds.forEach((taskId) => {
      if (batch.streamed) {
        this.#peaks.taskIsStreamed(taskId);
      }
      // Of a worker that dies or is stopped, its unfinished tasks are known together alone.
      this.#peaks.taskSharesProcess(taskId, () =>
        this.#measurement(batch, running, running.samples.max),
      );
    });
  }

  /** Executors may report all tasks at the end, and without times. */
  #ended(batch: StartedBatch, { taskId, startTime, endTime, reportedAtOnce }: BatchResult): void {
    const running = this.#running.get(batch.id);
    if (running === undefined) {
      return;
    }
    if (startTime === undefined && !reportedAtOnce) {
      this.#peaks.settle(taskId);
      return;
    }
    const now = Date.now();
    const [from, to] = [startTime ?? running.previousEnd, endTime ?? now];
    const peakRss = running.samples.maxWithin(from, to);
    this.#peaks.settleShared(taskId, this.#measurement(batch, running, peakRss, from, to));
    running.previousEnd = now;
  }

  #measurement(
    { id, executor, taskIds }: StartedBatch,
    { samples }: RunningBatch,
    peakRss: number | undefined,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  ): SharedMeasurement {
    return {
      peakRss,
      shared: { key: `batch:${executor}`, tasks: taskIds.length, peakRss: samples.max ?? 0 },
      process: this.#tracker.measurementOf(id),
      processesAtPeak: processesOfWindow(this.#tracker.processesAtPeak(id), peakRss, from, to),
    };
  }
}
