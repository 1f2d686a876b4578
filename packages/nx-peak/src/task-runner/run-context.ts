import type { FailureLog } from '../failures';
import type { NxCopy } from './nx-copy';
import type { TaskCgroups } from './task-cgroups';
import type { RunRecording } from './recording/run-recording';
import type { TaskDiagnoses } from './task-deaths';
import type { TaskPeaks } from './task-peaks';

/** What every seam gets: the nx it wraps, what is known of the tasks, where failures go. */
export interface RunContext {
  readonly nx: NxCopy;
  readonly peaks: TaskPeaks;
  readonly deaths: TaskDiagnoses;
  /** Cgroups of the tasks; undefined when they are not wanted, or not to be had. */
  readonly groups: TaskCgroups | undefined;
  readonly recording: RunRecording;
  readonly failures: FailureLog;
}
