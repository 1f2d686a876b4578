import type { Listener } from '../events';
import type { Output } from '../nx/types';
import type { TaskPeaks } from '../peaks/task-peaks';

/** Ends the pane of a task in the TUI with its peak. */
export function peaksInPanes(output: Output, peaks: TaskPeaks): Listener {
  return {
    name: 'peaks in the panes of the TUI',
    on: {
      'task-shown': ({ taskId, appendToPane }) => {
        const suffix = appendToPane && peaks.suffixOf(taskId);
        if (suffix !== undefined) {
          appendToPane?.(`\r\n${output.dim(suffix.trim())}\r\n`);
        }
      },
    },
  };
}
