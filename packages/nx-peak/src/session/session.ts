import { TaskDiagnoses } from '@nx-peak/diagnosis';
import { ChildCgroups } from '@nx-peak/host';
import { MemoryTracker, type PeakMeasurement, type TrackerNotice } from '@nx-peak/memory-tracker';
import { NX_GROUP_TYPES, type NxGroupType } from '@nx-peak/run-record/recorder';
import { CGROUP_PREFIX } from '../cgroup-prefix';
import { FailureLog } from '../failures';
import { NxCopy } from '../nx/nx-copy';
import { Renderers } from '../nx/renderer';
import type { Output } from '../nx/types';
import { ALL_PATCHES } from '../patches/all-patches';
import { applyPatch, type PatchReport } from '../patches/apply-patch';
import { CurrentTask } from '../patches/current-task';
import { ForkedBatch } from '../patches/forked-batch';
import { applyAll, type Undo } from '../patches/hook';
import type { PatchedNx } from '../patches/patch';
import { ShownTask } from '../patches/shown-task';
import { nxCollector } from '../peaks/nx-collector';
import { NxItself } from '../peaks/nx-itself';
import { TaskCgroups } from '../peaks/task-cgroups';
import { TaskPeaks } from '../peaks/task-peaks';
import { RunRecording } from '../recording/run-recording';
import { serveLive } from '../recording/serve-live';
import { samplingThreadFile } from '../sampling-thread-file';
import { readSettings } from '../settings/read-settings';
import type { Settings } from '../settings/settings';
import { EventBus } from './event-bus';
import { ExitWatch } from './exit-watch';
import { listenersOf } from './listeners';

/** What was done to one nx, and how to undo it. */
export interface Session {
  readonly patches: readonly PatchReport[];
  /** Puts Nx back as it was and stops measuring. */
  readonly undo: Undo;
}

/**
 * Wraps one copy of nx and listens to what happens in it. A patch that does not fit is skipped
 * alone and recorded; nothing of it is thrown.
 *
 * @param runCommandFile the `run-command.js` of that copy, loaded or being loaded
 * @param failures where to record; by default the log of nx's workspace
 * @throws where nothing at all can be measured or shown
 */
export function startSession(
  runCommandFile: string,
  env: NodeJS.ProcessEnv,
  failures = new FailureLog(new NxCopy(runCommandFile).workspaceRoot),
): Session {
  const nx = new NxCopy(runCommandFile);
  const { workspaceRoot } = nx;
  const settings = settingsFor(workspaceRoot, env, failures);
  const bus = new EventBus({ failures });
  const { emit } = bus;

  const childCgroups = settings.collector === 'cgroup' ? cgroupsHere(failures) : undefined;
  const workerFile = samplingThreadFile();
  const tracker = new MemoryTracker(
    {
      intervalMs: settings.intervalMs,
      ...(settings.collector === undefined || settings.collector === 'cgroup'
        ? {}
        : { collector: settings.collector }),
      customCollector: nxCollector(nx),
      cgroups: childCgroups,
      listProcesses: settings.record,
      onNotice: (notice) => {
        recordNotice(failures, notice);
      },
      onSample: (id, bytes, at) => {
        emit({ kind: 'sampled', id, bytes, at });
      },
    },
    workerFile === undefined ? undefined : { workerFile },
  );
  const peaks = new TaskPeaks(tracker);
  const diagnoses = new TaskDiagnoses({
    memory: {
      measurementOf: (id): PeakMeasurement | undefined =>
        peaks.measuredOf(id) ?? tracker.measurementOf(id),
      processesAtPeak: (id) =>
        (peaks.processesAtPeakOf(id) ?? tracker.processesAtPeak(id))?.processes.map(
          ({ pid }) => pid,
        ) ?? [],
    },
  });
  const recording = new RunRecording(
    {
      workspaceRoot,
      settings,
      env,
      nxVersion: () => nx.version,
      collector: () => tracker.status().collector,
      nxItself: () => measurementsOfNx(tracker),
      failures,
    },
    (record) => serveLive({ workspaceRoot, record, tracker, failures }),
  );
  const output = nx.load('output')['output'] as Output;
  const nxItself = new NxItself({ workspaceRoot, env });
  const exitWatch = new ExitWatch(emit);
  const cgroups = childCgroups && new TaskCgroups(childCgroups);

  recording.start();
  bus.listen(
    listenersOf({
      exitWatch,
      cgroups,
      tracker,
      nxItself,
      peaks,
      diagnoses,
      recording,
      nx,
      output,
      failures,
      env,
    }),
  );
  const patched: PatchedNx = {
    nx,
    output,
    emit,
    failures,
    renderers: new Renderers(nx),
    currentTask: new CurrentTask(),
    forkedBatch: new ForkedBatch(),
    shown: new ShownTask(),
    panes: new Set(),
  };
  const applied = ALL_PATCHES.map((patch) => applyPatch(patch, patched));
  return {
    patches: applied.map(({ report }) => report),
    undo: applyAll([
      () => () => {
        bus.close();
        exitWatch.stop();
        tracker.dispose();
        diagnoses.dispose();
        childCgroups?.dispose();
      },
      ...applied.map(
        ({ undo }) =>
          () =>
            undo,
      ),
    ]),
  };
}

/** What is known of each part of nx itself so far. */
function measurementsOfNx(tracker: MemoryTracker): [NxGroupType, PeakMeasurement][] {
  return NX_GROUP_TYPES.flatMap((group): [NxGroupType, PeakMeasurement][] => {
    const measurement = tracker.measurementOf(group);
    return measurement === undefined ? [] : [[group, measurement]];
  });
}

/** Where there can be no cgroups, processes are measured as if nobody had asked for them. */
function cgroupsHere(failures: FailureLog): ChildCgroups | undefined {
  const here = ChildCgroups.open({ prefix: CGROUP_PREFIX });
  switch (here.kind) {
    case 'open':
      return here.cgroups;
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

function settingsFor(
  workspaceRoot: string,
  env: NodeJS.ProcessEnv,
  failures: FailureLog,
): Settings {
  const { settings, problems } = readSettings(workspaceRoot, env);
  problems.forEach(({ message }) => {
    failures.record('settings', message);
  });
  return settings;
}
