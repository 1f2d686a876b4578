import type { PeakProcesses } from '@nx-peak/memory-tracker';
import { TaskPeaks, type Tracker } from './task-peaks';
import type { Task } from '../nx/types';

const MB = 1024 * 1024;

/** Stands for the processes: what each task holds can be set, and is frozen once stopped. */
class FixedTracker implements Tracker {
  readonly held = new Map<string, number>();
  readonly roots: [string, number][] = [];
  readonly #frozen = new Map<string, number | undefined>();

  startTracking(id: string, pid: number): void {
    this.roots.push([id, pid]);
  }
  stopTracking(id: string): number | undefined {
    if (!this.#frozen.has(id)) {
      this.#frozen.set(id, this.held.get(id));
    }
    return this.#frozen.get(id);
  }
  measurementOf(): undefined {
    return undefined;
  }
  processesAtPeak(id: string): PeakProcesses | undefined {
    const sum = this.#frozen.get(id);
    return sum === undefined ? undefined : { sum, at: 0, processes: [{ pid: 1, bytes: sum }] };
  }
  forget(id: string): void {
    this.held.delete(id);
    this.#frozen.delete(id);
  }
}

let tracker: FixedTracker;
let peaks: TaskPeaks;

beforeEach(() => {
  tracker = new FixedTracker();
  peaks = new TaskPeaks(tracker);
});

function started(id: string, renderer: 'static' | 'tui' = 'static'): Task {
  const [project = '', target = ''] = id.split(':');
  const task = { id, target: { project, target } };
  peaks.taskStarted(task, renderer);
  return task;
}

describe('the peak of a task', () => {
  it('is settled once: who reads it later reads the same', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    expect(peaks.settle('a:build')).toBe(100 * MB);
    tracker.held.set('a:build', 200 * MB);
    expect(peaks.settle('a:build')).toBe(100 * MB);
    expect(peaks.suffixOf('a:build')).toBe(' (peak: 100MB)');
  });

  it('is settled with the processes that made it', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    expect(peaks.processesAtPeakOf('a:build')).toBeUndefined();
    peaks.settle('a:build');
    expect(peaks.processesAtPeakOf('a:build')).toMatchObject({ sum: 100 * MB });
  });

  it('has no suffix before it is settled', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    expect(peaks.suffixOf('a:build')).toBeUndefined();
  });

  it('is undefined without a sample, and then has no suffix', () => {
    started('a:build');
    expect(peaks.settle('a:build', 'success')).toBeUndefined();
    expect(peaks.suffixOf('a:build')).toBeUndefined();
    expect(peaks.unprinted()).toEqual([]);
  });

  it('is measured anew when the task runs again in the same process', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    peaks.settle('a:build');
    started('a:build');
    expect(peaks.settle('a:build')).toBeUndefined();
  });

  it('is unprinted until a line names it', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    peaks.settle('a:build', 'failure');
    expect(peaks.unprinted()).toMatchObject([
      { task: { id: 'a:build' }, status: 'failure', suffix: ' (peak: 100MB)' },
    ]);
    peaks.printed('a:build');
    expect(peaks.unprinted()).toEqual([]);
  });

  it('is printed at once only where the output is streamed', () => {
    started('a:build');
    started('b:build');
    peaks.taskIsStreamed('b:build');
    for (const id of ['a:build', 'b:build']) {
      tracker.held.set(id, 100 * MB);
      peaks.settle(id);
    }
    const ids = peaks.unprintedStreamed(['a:build', 'b:build']).map(({ task }) => task.id);
    expect(ids).toEqual(['b:build']);
  });

  it('is settled for all tasks when the process is about to go', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    peaks.settleAll();
    expect(peaks.unprinted()).toMatchObject([{ task: { id: 'a:build' }, status: undefined }]);
  });

  it('comes from the process that the task shares with others, and says so', () => {
    started('a:build');
    const shared = { key: 'batch:x', tasks: 2, peakRss: 300 * MB };
    peaks.taskSharesProcess('a:build', () => ({ peakRss: 300 * MB, shared }));
    expect(peaks.settle('a:build')).toBe(300 * MB);
    expect(peaks.sharedWith('a:build')).toEqual(shared);
  });

  it('is that of its own part of a shared process where that is known', () => {
    started('a:build');
    const shared = { key: 'batch:x', tasks: 2, peakRss: 300 * MB };
    peaks.taskSharesProcess('a:build', () => ({ peakRss: 300 * MB, shared }));
    peaks.settleShared('a:build', { peakRss: 100 * MB, shared });
    expect(peaks.settle('a:build')).toBe(100 * MB);
  });

  it('is not told of a task that was not started here', () => {
    expect(peaks.settle('b:build')).toBeUndefined();
  });

  it('is gone with a task that is forgotten', () => {
    started('a:build');
    tracker.held.set('a:build', 100 * MB);
    peaks.settle('a:build');
    peaks.forget('a:build');
    expect(peaks.unprinted()).toEqual([]);
    expect(peaks.startedTasks()).toEqual([]);
  });
});
