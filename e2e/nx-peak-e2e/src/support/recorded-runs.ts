import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the workspace's recorder plugin was told about a task in nx's postTasksExecution. */
export interface RecordedTask {
  readonly id: string;
  readonly status: string;
  readonly code: number;
  readonly hash: string;
  /** `taskResult.peakRss`; absent when nobody set it. */
  readonly resultPeakRss?: number;
  /** `taskResult.task.peakRss`. */
  readonly taskPeakRss?: number;
  /** `taskResult.peakMemory`: how it was measured. */
  readonly memory?: {
    readonly peakRss: number;
    readonly peakUnique?: number;
    readonly samples: number;
    readonly cpuSeconds?: number;
  };
  /** `taskResult.diagnosis`. */
  readonly diagnosis?: { readonly kind: string; readonly confidence: string };
  /** `taskResult.peakRssShared`: the peak is that of a process several tasks shared. */
  readonly shared?: { readonly key: string; readonly tasks: number; readonly peakRss: number };
}

export interface RecordedRun {
  readonly argv: readonly string[];
  readonly tasks: readonly RecordedTask[];
}

/** Every run of this workspace that got as far as postTasksExecution, oldest first. */
export function recordedRuns(root: string): RecordedRun[] {
  const file = join(root, 'recorded-runs.ndjson');
  if (!existsSync(file)) {
    return [];
  }
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedRun);
}
