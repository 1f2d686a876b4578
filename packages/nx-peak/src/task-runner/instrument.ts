import { ChildCgroups } from '@nx-peak/host';
import { MemoryTracker, type PeakMeasurement, type TrackerNotice } from '@nx-peak/memory-tracker';
import { FailureLog, messageOf } from '../failures';
import { pluginOptionsOf, resolveSettings, type Settings } from '../settings';
import { agentsSeam } from './agents';
import { batchSeam } from './batches';
import { dynamicStylesSeam } from './dynamic-styles';
import { listsSeam, ownLinesSeam } from './end-of-run';
import { exitSeam } from './exit';
import { finishedLinesSeam, redirectLinesSeam } from './finished-lines';
import { NxCopy } from './nx-copy';
import type { Output } from './nx-internals';
import { nxCollector } from './nx-collector';
import type { SampleSeries } from './sample-series';
import { applyAll, type Seam, type Undo } from './seam';
import { runRecordingSeam } from './recording/run-recording-seam';
import { serveLive } from './recording/serve-live';
import { RunRecording } from './recording/run-recording';
import { ShownTask } from './shown-task';
import { TaskDiagnoses } from './task-deaths';
import { TaskCgroups } from './task-cgroups';
import { TaskPeaks } from './task-peaks';
import { childProcessSeam, pseudoTerminalSeam, runTaskSeam } from './task-processes';
import { taskResultsSeam } from './task-results';
import { tuiPanesSeam, tuiSummarySeam } from './tui';
import { diagnosesAfterRunSeam, diagnosesUnderTasksSeam } from './diagnosis-lines';
import { diagnosesOnResultsSeam } from './diagnosis-results';
import { exitPopupSeam, performanceReportSeam } from './performance-report';
import type { TerminalContext } from './terminal-context';

/**
 * Every seam, in the order in which they are applied. A later one wraps around an earlier one:
 * `taskResultsSeam` settles measurements with the status of the task before `ownLinesSeam` prints them,
 * and `diagnosesUnderTasksSeam` prints below what `ownLinesSeam` printed of the same task.
 */
const seams: readonly Seam<TerminalContext>[] = [
  runTaskSeam,
  batchSeam,
  childProcessSeam,
  pseudoTerminalSeam,
  finishedLinesSeam,
  redirectLinesSeam,
  dynamicStylesSeam,
  listsSeam,
  diagnosesUnderTasksSeam,
  ownLinesSeam,
  diagnosesAfterRunSeam,
  tuiPanesSeam,
  tuiSummarySeam,
  performanceReportSeam,
  exitPopupSeam,
  runRecordingSeam,
  diagnosesOnResultsSeam,
  taskResultsSeam,
  exitSeam,
  agentsSeam,
];

/** What became of a seam in this nx. */
export type SeamReport = { readonly name: string; readonly without: string } & (
  | { readonly state: 'fits' }
  | { readonly state: 'not needed' }
  | { readonly state: 'missing'; readonly reason: string }
);

export interface Instrumentation {
  readonly seams: readonly SeamReport[];
  /** Puts Nx back as it was and stops measuring. */
  readonly undo: Undo;
}

/**
 * Wraps one copy of nx. A seam that does not fit is skipped alone and recorded; nothing of
 * it is thrown.
 *
 * @param runCommandFile the `run-command.js` of that copy, loaded or being loaded
 * @param failures where to record; by default the log of nx's workspace
 */
export function instrument(
  runCommandFile: string,
  env: NodeJS.ProcessEnv,
  failures = new FailureLog(new NxCopy(runCommandFile).workspaceRoot),
): Instrumentation {
  const nx = new NxCopy(runCommandFile);
  const settings = settingsFor(nx, env, failures);
  const { intervalMs, collector } = settings;
  const series = new Map<string, SampleSeries>();
  const deaths = new TaskDiagnoses(
    undefined,
    (id): PeakMeasurement | undefined => peaks.measuredOf(id) ?? tracker.measurementOf(id),
    (id): number[] =>
      (peaks.processesAtPeakOf(id) ?? tracker.processesAtPeak(id))?.processes.map(
        ({ pid }) => pid,
      ) ?? [],
  );
  const groups = collector === 'cgroup' ? cgroupsHere(failures) : undefined;
  const recording: RunRecording = new RunRecording(
    {
      workspaceRoot: nx.workspaceRoot,
      settings,
      env,
      nxVersion: () => nx.version,
      collector: () => tracker.status().collector,
      failures,
    },
    () =>
      serveLive({
        workspaceRoot: nx.workspaceRoot,
        record: () => recording.record(),
        tracker,
        failures,
      }),
  );
  const tracker: MemoryTracker = new MemoryTracker({
    intervalMs,
    ...(collector === undefined || collector === 'cgroup' ? {} : { collector }),
    customCollector: nxCollector(nx),
    groups,
    listProcesses: settings.record,
    onNotice: (notice) => {
      recordNotice(failures, notice);
    },
    onSample: (id, bytes, at) => {
      series.get(id)?.add(at, bytes);
      deaths.sampled(id, bytes);
      recording.sampled(id, bytes, at);
    },
  });
  const peaks: TaskPeaks = new TaskPeaks(tracker);
  const context: TerminalContext = {
    nx,
    failures,
    tracker,
    series,
    peaks,
    deaths,
    groups: groups && new TaskCgroups(groups),
    recording,
    output: nx.load('output')['output'] as Output,
    shown: new ShownTask(),
  };
  const applied = seams.map((seam) => applyOne(seam, context));
  return {
    seams: applied.map(({ report }) => report),
    undo: applyAll([
      () => () => {
        tracker.dispose();
        groups?.dispose();
      },
      ...applied.map(
        ({ undo }) =>
          () =>
            undo,
      ),
    ]),
  };
}

/** Where there can be no groups, processes are measured as if nobody had asked for them. */
function cgroupsHere(failures: FailureLog): ChildCgroups | undefined {
  const here = ChildCgroups.open();
  switch (here.kind) {
    case 'open':
      return here.groups;
    case 'none':
      failures.record(
        'memory collector',
        `no cgroups for tasks: ${here.reason}; resident sets are sampled instead`,
      );
      return undefined;
  }
}

/** A slower rhythm, or sampling on this thread, is worth knowing; no measurement is missing for it. */
function recordNotice(failures: FailureLog, notice: TrackerNotice): void {
  switch (notice.kind) {
    case 'collector-given-up':
      failures.record('memory collector', notice.message);
      break;
    case 'interval-raised':
    case 'thread-lost':
      failures.remark('memory collector', notice.message);
      break;
    case 'interval-restored':
      break;
  }
}

function applyOne(
  seam: Seam<TerminalContext>,
  context: TerminalContext,
): { report: SeamReport; undo: Undo } {
  const { name, without } = seam;
  try {
    if (seam.neededBy?.(context) === false) {
      return { report: { name, without, state: 'not needed' }, undo: () => undefined };
    }
    return { report: { name, without, state: 'fits' }, undo: seam.apply(context) };
  } catch (error) {
    const reason = messageOf(error);
    context.failures.record(name, `nx ${context.nx.version}: ${reason}`);
    return { report: { name, without, state: 'missing', reason }, undo: () => undefined };
  }
}

function settingsFor(nx: NxCopy, env: NodeJS.ProcessEnv, failures: FailureLog): Settings {
  const { settings, problems } = resolveSettings(env, optionsInNxJson(nx, failures));
  problems.forEach(({ message }) => {
    failures.record('settings', message);
  });
  return settings;
}

function optionsInNxJson(nx: NxCopy, failures: FailureLog): unknown {
  try {
    const { readNxJson } = nx.load('nxJson') as { readNxJson: (root: string) => unknown };
    return pluginOptionsOf(readNxJson(nx.workspaceRoot));
  } catch (error) {
    failures.record('settings', error);
    return {};
  }
}
