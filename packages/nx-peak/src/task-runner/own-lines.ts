import { EOL } from 'node:os';
import { startLine, write } from '../nx-features';
import type { NxCopy } from './nx-copy';
import type { Output, TaskStatus } from './nx-internals';
import type { UntoldPeak } from './task-peaks';

interface Figures {
  readonly tick: string;
  readonly cross: string;
  readonly squareSmallFilled: string;
}

/**
 * Prints a line where Nx prints none for a finished task, in the form of Nx's own:
 * `✔  nx run app:build (peak: 512MB)`.
 */
export function printOwnLine(nx: NxCopy, output: Output, untold: UntoldPeak): void {
  const figures = nx.loadDependency('figures') as Figures;
  const name = nx.printableCommand(untold.task).slice(1).join(' ');
  const line = `${icon(untold.status, output, figures)}  ${output.formatCommand(name)}${output.dim(untold.suffix)}`;

  // The task's own output, or Nx's warning about its exit code, may not end in a newline.
  startLine(output);
  if (process.stdout.isTTY) {
    // A task on a pseudo-terminal can leave the terminal raw, where \n alone does not
    // return to column 0; overwriteLine puts the cursor there.
    output.overwriteLine(line);
  } else {
    write(output, `${line}${EOL}`);
  }
}

function icon(status: TaskStatus | undefined, output: Output, figures: Figures): string {
  switch (status) {
    case 'success':
    case 'local-cache':
    case 'local-cache-kept-existing':
    case 'remote-cache':
      return output.colors.green(figures.tick);
    case 'failure':
      return output.colors.red(figures.cross);
    case 'stopped':
    case 'skipped':
    case undefined: // nx went before it said how the task ended
      return output.colors.cyan(figures.squareSmallFilled);
  }
}
