import type { Listener } from '../events';
import { startLine } from '../nx/features';
import type { NxCopy } from '../nx/nx-copy';
import type { Renderer } from '../nx/renderer';
import type { Output, TaskStatus } from '../nx/types';
import type { TaskPeaks, UnprintedPeak } from '../peaks/task-peaks';
import { printLines } from './print-lines';

interface Figures {
  readonly tick: string;
  readonly cross: string;
  readonly squareSmallFilled: string;
}

/**
 * Prints a line of ours for the tasks that Nx names nowhere when they end, in the form of Nx's own:
 * `✔  nx run app:build (peak: 512MB)`. At once for those whose output is streamed, at the end of
 * the command for the rest (the dependencies in the dynamic style of `nx run`), at the exit for those
 * that nx does not end: a forked task killed on a pseudo-terminal makes it exit on the spot.
 */
export class OwnLines implements Listener {
  readonly name = 'lines of our own';
  readonly #nx: NxCopy;
  readonly #output: Output;
  readonly #peaks: TaskPeaks;

  constructor(nx: NxCopy, output: Output, peaks: TaskPeaks) {
    this.#nx = nx;
    this.#output = output;
    this.#peaks = peaks;
  }

  readonly on: Listener['on'] = {
    'task-ended': ({ result }) => {
      this.#print(this.#peaks.unprintedStreamed([result.task.id]));
    },
    'command-ended': () => {
      if (this.#print(this.#peaks.unprinted()) > 0) {
        this.#output.addNewline(); // Nx's own blocks end in an empty line
      }
    },
    'process-exit': () => {
      this.#print(this.#peaks.unprinted());
    },
  };

  /**
   * Prints a line for each of these peaks, unless the way the run is shown has no place for it.
   * @returns how many lines were printed
   */
  #print(unprinted: readonly UnprintedPeak[]): number {
    const printed = unprinted.filter(({ renderer }) => hasRoomForOwnLines(renderer));
    printed.forEach((peak) => {
      this.#peaks.printed(peak.task.id);
      const line = this.#lineOf(peak);
      // The task's own output, or Nx's warning about its exit code, may not end in a newline.
      startLine(this.#output);
      printLines(this.#output, [line]);
    });
    return printed.length;
  }

  #lineOf({ task, status, suffix }: UnprintedPeak): string {
    const name = this.#nx.printableCommand(task).slice(1).join(' ');
    const { dim } = this.#output;
    return `${this.#icon(status)}  ${this.#output.formatCommand(name)}${dim(suffix)}`;
  }

  #icon(status: TaskStatus | undefined): string {
    const figures = this.#nx.loadDependency('figures') as Figures;
    const { colors } = this.#output;
    switch (status) {
      case 'success':
      case 'local-cache':
      case 'local-cache-kept-existing':
      case 'remote-cache':
        return colors.green(figures.tick);
      case 'failure':
        return colors.red(figures.cross);
      case 'stopped':
      case 'skipped':
      case undefined: // nx went before it said how the task ended
        return colors.cyan(figures.squareSmallFilled);
    }
  }
}

function hasRoomForOwnLines(renderer: Renderer): boolean {
  switch (renderer) {
    case 'static':
    case 'dynamic':
      return true;
    case 'summary': // names what failed or stopped, and nothing else, by contract
    case 'tui': // owns the whole screen
      return false;
  }
}
