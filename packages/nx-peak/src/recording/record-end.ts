import type { Listener } from '../events';
import { addToProfile, appendToJobSummary } from './after-run';
import type { RunRecording } from './run-recording';

/** Finishes the record when the process goes, and shows it where others read: each on its own. */
export function endRecord(recording: RunRecording, env: NodeJS.ProcessEnv): Listener[] {
  let folder: string | undefined;
  return [
    {
      name: 'record of the run',
      on: {
        'process-exit': ({ code }) => {
          folder = recording.folder;
          recording.finish(code);
        },
      },
    },
    {
      name: 'job summary of GitHub Actions',
      on: {
        'process-exit': () => {
          if (folder !== undefined && recording.isOutermost) {
            appendToJobSummary(folder, env);
          }
        },
      },
    },
    {
      name: 'profile of nx',
      on: {
        'process-exit': () => {
          if (folder !== undefined) {
            addToProfile(folder, env);
          }
        },
      },
    },
  ];
}
