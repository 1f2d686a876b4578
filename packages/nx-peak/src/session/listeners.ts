import type { TaskDiagnoses } from '@nx-peak/diagnosis';
import type { MemoryTracker } from '@nx-peak/memory-tracker';
import type { Listener } from '../events';
import type { NxCopy } from '../nx/nx-copy';
import type { Output } from '../nx/types';
import type { FailureLog } from '../failures';
import { DiagnosisLines } from '../output/diagnosis-lines';
import { LogSummary } from '../output/log-summary';
import { noticeOfFailures, noticeOfOptionsInNxJson } from '../output/notice';
import { OwnLines } from '../output/own-lines';
import { peaksInPanes } from '../output/panes';
import { Suffixes } from '../output/suffixes';
import { annotateResults } from '../output/task-results';
import { BatchPeaks } from '../peaks/batch-peaks';
import { placeInCgroups, removeCgroups } from '../peaks/cgroups-listeners';
import type { NxItself } from '../peaks/nx-itself';
import { measureNxItself } from '../peaks/nx-itself-listener';
import { peaksListener } from '../peaks/peaks-listener';
import type { TaskCgroups } from '../peaks/task-cgroups';
import type { TaskPeaks } from '../peaks/task-peaks';
import { endRecord } from '../recording/record-end';
import { recordBatches, recordTasks } from '../recording/recording-listener';
import type { RunRecording } from '../recording/run-recording';
import { diagnosesListener } from './diagnosis-listener';
import { forgetInvocations } from './invocations';

/** What the listeners are made of. None of them gets more than it needs. */
export interface Parts {
  readonly exitWatch: Listener;
  readonly cgroups: TaskCgroups | undefined;
  readonly tracker: MemoryTracker;
  readonly nxItself: NxItself;
  readonly peaks: TaskPeaks;
  readonly diagnoses: TaskDiagnoses;
  readonly recording: RunRecording;
  readonly nx: NxCopy;
  readonly output: Output;
  readonly failures: FailureLog;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Every listener, in the order in which they hear of an event. The record knows a batch before that is
 * measured. A peak is settled before why a task
 * died is found, both before they are stored, and that before anything is printed; why a task died
 * is printed below the task's own line, and the notice of our failures comes last of all.
 */
export function listenersOf(parts: Parts): readonly Listener[] {
  const { exitWatch, cgroups, tracker, peaks, diagnoses, recording } = parts;
  const { nx, nxItself, output, failures, env } = parts;
  return [
    exitWatch,
    ...(cgroups === undefined ? [] : [placeInCgroups(cgroups)]),
    peaksListener(peaks),
    recordBatches(recording),
    new BatchPeaks(tracker, peaks),
    measureNxItself(tracker, nxItself),
    diagnosesListener(diagnoses),
    annotateResults(peaks, diagnoses),
    recordTasks(recording, peaks, diagnoses),
    new Suffixes(nx, output, peaks),
    new OwnLines(nx, output, peaks),
    peaksInPanes(output, peaks),
    new DiagnosisLines(nx, output, peaks, diagnoses),
    ...(cgroups === undefined ? [] : [removeCgroups(cgroups)]),
    new LogSummary(output, peaks, recording),
    ...endRecord(recording, env),
    forgetInvocations(peaks, diagnoses, recording),
    noticeOfOptionsInNxJson(nx, failures),
    noticeOfFailures(failures),
  ].map(withFaults());
}

/** Where a test of faults puts a function that makes another listener of each. */
const FAULTS = Symbol.for('nx-peak.faults');

/**
 * For tests alone: what a preload put there before nx loads us stands between the events and each
 * listener, to make it throw. (All of ours that runs inside nx is one file, in which nothing can be
 * replaced from outside.)
 */
function withFaults(): (listener: Listener) => Listener {
  const faults = (globalThis as { [FAULTS]?: unknown })[FAULTS];
  return typeof faults === 'function'
    ? (faults as (listener: Listener) => Listener)
    : (listener) => listener;
}
