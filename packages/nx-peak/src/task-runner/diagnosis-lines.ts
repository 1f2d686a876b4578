import { EOL } from 'node:os';
import { startLine, write } from '../nx-features';
import { describe } from '@nx-peak/diagnosis';
import type { Output, Task, TaskResult, TaskStatus } from './nx-internals';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';
import type { TerminalContext } from './terminal-context';

/**
 * Tells why a task died right below what Nx prints of it, in the styles that print a task once and
 * for all. In GitHub Actions that is below the task's log group, where it shows while that is
 * folded.
 */
export const diagnosesUnderTasksSeam: Seam<TerminalContext> = {
  name: 'diagnoses under failed tasks',
  without: 'the log tells why a task died only at the end of the run',
  apply(context) {
    const { name } = diagnosesUnderTasksSeam;
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[Task, TaskStatus, string]>(context, name, composite, 'printTaskTerminalOutput', {
          before: ([{ id }, status, output]) => {
            context.deaths.settle(id, status, output);
          },
          after: ([{ id }]) => {
            printDiagnoses(context, isPrintedOnce(context, id) ? [id] : []);
          },
        }),
      () =>
        hook<[readonly TaskResult[]]>(context, name, composite, 'endTasks', {
          before: ([results]) => {
            const ids = results.map(({ task }) => task.id);
            printDiagnoses(
              context,
              ids.filter((id) => isPrintedOnce(context, id)),
            );
          },
        }),
    ]);
  },
};

/** Tells it after the run in the styles that draw the screen, and in the one for AI agents. */
export const diagnosesAfterRunSeam: Seam<TerminalContext> = {
  name: 'diagnoses after the run',
  without: 'a terminal does not tell why a task died',
  apply(context) {
    const { name } = diagnosesAfterRunSeam;
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    const print = (): void => {
      if (printDiagnoses(context, context.deaths.untold()) > 0) {
        context.output.addNewline(); // Nx's own blocks end in an empty line
      }
    };
    return applyAll([
      () =>
        hook(context, name, composite, 'endCommand', {
          after: () => {
            const drawn = context.deaths
              .untold()
              .some((id) => context.peaks.rendererOf(id) === 'tui');
            if (!drawn) {
              print();
            }
          },
        }),
      ...(context.nx.has('tuiSummary')
        ? [
            () =>
              hook<unknown[], object>(
                context,
                name,
                context.nx.load('tuiSummary'),
                'getTuiTerminalSummaryLifeCycle',
                {
                  withResult: (summary) => {
                    // By then the TUI has given the terminal back.
                    hook(context, name, summary, 'printSummary', { after: print });
                    return summary;
                  },
                },
              ),
          ]
        : []),
    ]);
  },
};

function isPrintedOnce({ peaks }: TerminalContext, taskId: string): boolean {
  return peaks.rendererOf(taskId) === 'static';
}

/**
 * Tells the diagnoses on those of these tasks of which nobody was told yet.
 * @returns of how many there was something to tell
 */
export function printDiagnoses(context: TerminalContext, taskIds: readonly string[]): number {
  const untold = new Set(context.deaths.untold());
  const blocks = taskIds.filter((id) => untold.has(id)).map((id) => blockOf(context, id));
  blocks.forEach(({ taskId, lines }) => {
    context.deaths.told(taskId);
    if (lines.length > 0) {
      guarded(context, diagnosesUnderTasksSeam.name, () => {
        printLines(context.output, lines);
      });
    }
  });
  return blocks.filter(({ lines }) => lines.length > 0).length;
}

function blockOf(context: TerminalContext, taskId: string): { taskId: string; lines: string[] } {
  const { nx, output, peaks, deaths } = context;
  const diagnosis = deaths.diagnosisOf(taskId);
  const told = diagnosis && describe(diagnosis, peaks.settle(taskId));
  if (told === undefined) {
    return { taskId, lines: [] };
  }
  const task = peaks.startedTasks().find(({ id }) => id === taskId);
  const name = task === undefined ? taskId : nx.printableCommand(task).slice(1).join(' ');
  const { cross } = nx.loadDependency('figures') as { readonly cross: string };
  return {
    taskId,
    lines: [
      `${output.colors.red(cross)}  ${output.formatCommand(name)} ${told.headline}`,
      ...told.details.map((detail) => `   ${output.dim(detail)}`),
    ],
  };
}

function printLines(output: Output, lines: readonly string[]): void {
  startLine(output);
  for (const line of lines) {
    if (process.stdout.isTTY) {
      // A pseudo-terminal may have left the terminal raw, see own-lines.ts.
      output.overwriteLine(line);
    } else {
      write(output, `${line}${EOL}`);
    }
  }
}
