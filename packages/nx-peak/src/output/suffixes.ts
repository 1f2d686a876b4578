import type { Listener } from '../events';
import type { NxCopy } from '../nx/nx-copy';
import { isCacheHit, type Output } from '../nx/types';
import type { TaskPeaks } from '../peaks/task-peaks';
import { reportsTask, withListedPeaks } from './task-lines';

/** Appends the peak to the lines by which Nx names a finished task: `> nx run app:build (peak: 512MB)`. */
export class Suffixes implements Listener {
  readonly name = 'peaks on the lines of nx';
  readonly #nx: NxCopy;
  readonly #output: Output;
  readonly #peaks: TaskPeaks;
  /** Whether Nx prints lists of tasks now. */
  #listing = false;

  constructor(nx: NxCopy, output: Output, peaks: TaskPeaks) {
    this.#nx = nx;
    this.#output = output;
    this.#peaks = peaks;
  }

  readonly on: Listener['on'] = {
    'header-printing': (event) => {
      if (!isCacheHit(event.status)) {
        event.text += this.#print(event.taskId);
      }
    },
    'redirect-printing': (event) => {
      const task = this.#peaks
        .startedTasks()
        .find((one) => this.#nx.printableCommand(one).join(' ') === event.commandLine);
      if (task !== undefined) {
        event.note += this.#print(task.id);
      }
    },
    'line-printing': (event) => {
      if (this.#listing) {
        event.text = this.#listed(event.text);
      } else if (event.taskId !== undefined && reportsTask(event.text, event.taskId)) {
        event.text += this.#print(event.taskId);
      }
    },
    'list-printing': (event) => {
      if (this.#listing) {
        event.text = this.#listed(event.text);
      }
    },
    'command-ending': () => {
      this.#listing = true;
    },
    'command-ended': () => {
      this.#listing = false;
    },
    'summary-printing': () => {
      this.#listing = true;
    },
    'summary-printed': () => {
      this.#listing = false;
    },
  };

  #listed(text: string): string {
    return withListedPeaks(text, (taskId) =>
      this.#peaks.suffixOf(taskId) === undefined ? undefined : this.#print(taskId),
    );
  }

  /** The suffix of a task that is about to be named, dim; empty when it has no measurement. */
  #print(taskId: string): string {
    this.#peaks.settle(taskId);
    const suffix = this.#peaks.suffixOf(taskId);
    if (suffix === undefined) {
      return '';
    }
    this.#peaks.printed(taskId);
    return this.#output.dim(suffix);
  }
}
