import { formatDiagnosis, type TaskDiagnoses } from '@nx-peak/diagnosis';
import type { Listener } from '../events';
import { startLine } from '../nx/features';
import type { NxCopy } from '../nx/nx-copy';
import type { Output } from '../nx/types';
import type { TaskPeaks } from '../peaks/task-peaks';
import { printLines } from './print-lines';

/**
 * Prints why a task died: right below what Nx prints of it in the styles that print a task once and
 * for all (in GitHub Actions below the task's log group, where it shows while that is folded), and
 * after the run in the styles that draw the screen, and in the one for AI agents.
 */
export class DiagnosisLines implements Listener {
  readonly name = 'diagnoses in the log';
  readonly #nx: NxCopy;
  readonly #output: Output;
  readonly #peaks: TaskPeaks;
  readonly #diagnoses: TaskDiagnoses;
  /** The tasks whose diagnosis is on the screen, or for which there was nothing to print. */
  readonly #printed = new Set<string>();

  constructor(nx: NxCopy, output: Output, peaks: TaskPeaks, diagnoses: TaskDiagnoses) {
    this.#nx = nx;
    this.#output = output;
    this.#peaks = peaks;
    this.#diagnoses = diagnoses;
  }

  readonly on: Listener['on'] = {
    'task-scheduled': ({ task }) => {
      this.#printed.delete(task.id);
    },
    'task-printed': ({ task }) => {
      this.#printWhereStatic(task.id);
    },
    'task-ended': ({ result }) => {
      this.#printWhereStatic(result.task.id);
    },
    'command-ended': () => {
      const unprinted = this.#unprinted();
      // The TUI still has the terminal: they come after its summary.
      if (!unprinted.some((id) => this.#peaks.rendererOf(id) === 'tui')) {
        this.#printBlock(unprinted);
      }
    },
    'summary-printed': () => {
      this.#printBlock(this.#unprinted());
    },
    'process-exit': () => {
      this.#print(this.#unprinted());
    },
    'orchestrator-disposed': ({ taskIds }) => {
      taskIds.forEach((taskId) => this.#printed.delete(taskId));
    },
  };

  /** In the order in which the tasks were settled. */
  #unprinted(): string[] {
    return this.#diagnoses.failed().filter((taskId) => !this.#printed.has(taskId));
  }

  #printWhereStatic(taskId: string): void {
    if (this.#peaks.rendererOf(taskId) === 'static' && this.#unprinted().includes(taskId)) {
      this.#print([taskId]);
    }
  }

  #printBlock(taskIds: readonly string[]): void {
    if (this.#print(taskIds) > 0) {
      this.#output.addNewline(); // Nx's own blocks end in an empty line
    }
  }

  /** @returns of how many there was something to print */
  #print(taskIds: readonly string[]): number {
    const blocks = taskIds.map((taskId) => {
      this.#printed.add(taskId);
      return this.#blockOf(taskId);
    });
    const printed = blocks.filter((lines) => lines.length > 0);
    printed.forEach((lines) => {
      startLine(this.#output);
      printLines(this.#output, lines);
    });
    return printed.length;
  }

  #blockOf(taskId: string): string[] {
    const diagnosis = this.#diagnoses.diagnosisOf(taskId);
    const text = diagnosis && formatDiagnosis(diagnosis, this.#peaks.settle(taskId));
    if (text === undefined) {
      return [];
    }
    const task = this.#peaks.taskOf(taskId);
    const name = task === undefined ? taskId : this.#nx.printableCommand(task).slice(1).join(' ');
    const { cross } = this.#nx.loadDependency('figures') as { readonly cross: string };
    const { colors, dim } = this.#output;
    return [
      `${colors.red(cross)}  ${this.#output.formatCommand(name)} ${text.headline}`,
      ...text.details.map((detail) => `   ${dim(detail)}`),
    ];
  }
}
