import { nxFeatures } from '../nx/features';
import type { Output, OutputMessage, TaskStatus } from '../nx/types';
import { applyAll, hook } from './hook';
import type { Patch, PatchedNx } from './patch';

/**
 * The header of a finished task: `> nx run app:build`, also as the title of a log group in GitHub
 * Actions, and the collapsed `✔  nx run app:build`. Both are made by `output.addTaskStatus`.
 */
export const headersPatch: Patch = {
  name: 'headers of finished tasks',
  without: 'the headers of finished tasks show no peak',
  apply(patched) {
    const { output, shown, emit } = patched;
    return hook<[TaskStatus | undefined, string], string>(
      patched,
      headersPatch.name,
      output,
      'addTaskStatus',
      {
        withResult: (text, [status]) => {
          if (shown.taskId === undefined) {
            return text;
          }
          const header = {
            kind: 'header-printing' as const,
            taskId: shown.taskId,
            status,
            text,
          };
          emit(header);
          return header.text;
        },
      },
    );
  },
};

/**
 * The lines that stand for the tasks of a batch whose output is shown as one group:
 * `✖  nx run app:build  (output in "batch 1" above)`.
 */
export const redirectsPatch: Patch = {
  name: 'lines that point at the output of a batch',
  without: 'tasks of a crashed batch show no peak in GitHub Actions',
  neededBy: (nx) => nxFeatures.summaryStyle.isIn(nx),
  apply(patched) {
    const { output, emit } = patched;
    return hook<Parameters<NonNullable<Output['logCommandRedirect']>>>(
      patched,
      redirectsPatch.name,
      output,
      'logCommandRedirect',
      {
        withArgs: ([commandLine, status, note, ...others]) => {
          const redirect = { kind: 'redirect-printing' as const, commandLine, note };
          emit(redirect);
          return [commandLine, status, redirect.note, ...others];
        },
      },
    );
  },
};

/** The lines of the styles that redraw the screen; those above the part that is redrawn stay. */
export const drawnLinesPatch: Patch = {
  name: 'lines of dynamic output styles',
  without: 'tasks run in a terminal without the TUI show no peak',
  apply(patched) {
    const { output, shown, emit } = patched;
    return hook<[string?]>(patched, drawnLinesPatch.name, output, 'overwriteLine', {
      withArgs: ([text = '', ...others]) => {
        const line = { kind: 'line-printing' as const, taskId: shown.taskId, text };
        emit(line);
        if (line.text !== text) {
          // What else is printed for the task is not the line that names it.
          shown.nameWritten();
        }
        return [line.text, ...others];
      },
    });
  },
};

/** The lists of failed and stopped tasks. */
export const listsPatch: Patch = {
  name: 'lists of failed and stopped tasks',
  without: 'the lists at the end of a run show no peaks',
  apply(patched) {
    return applyAll(
      (['error', 'success'] as const).map(
        (printer) => () =>
          hook<[OutputMessage]>(patched, listsPatch.name, patched.output, printer, {
            withArgs: ([message, ...others]) => [
              Array.isArray(message.bodyLines)
                ? {
                    ...message,
                    bodyLines: message.bodyLines.map((line) => listPrinted(patched, line)),
                  }
                : message,
              ...others,
            ],
          }),
      ),
    );
  },
};

/** A line, or several, of a list as it is to be printed. */
export function listPrinted({ emit }: Pick<PatchedNx, 'emit'>, text: string): string {
  const list = { kind: 'list-printing' as const, text };
  emit(list);
  return list.text;
}
