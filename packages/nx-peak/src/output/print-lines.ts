import { EOL } from 'node:os';
import { write } from '../nx/features';
import type { Output } from '../nx/types';

/** Prints lines of ours through Nx's own output. Who calls it sees to it that a line starts there. */
export function printLines(output: Output, lines: readonly string[]): void {
  for (const line of lines) {
    if (process.stdout.isTTY) {
      // A task on a pseudo-terminal can leave the terminal raw, where \n alone does not
      // return to column 0; overwriteLine puts the cursor there.
      output.overwriteLine(line);
    } else {
      write(output, `${line}${EOL}`);
    }
  }
}
