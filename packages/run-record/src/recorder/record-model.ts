import { machineClassOf } from '../record/machine-class';
import {
  NX_GROUP_TYPES,
  RECORD_FORMAT,
  RECORD_VERSION,
  type MemoryMeasurement,
  type NxGroupType,
  type NxItself,
  type PeakProcess,
  type RunPeak,
  type RunProcess,
  type RunRecord,
  type RunState,
  type TaskRecord,
} from '../record/run-record';
import { RunMemory, totalRss } from '../samples/run-memory';
import type { EndedTask, NamedTask, RunRecorderOptions, StartedTask } from './options';
import type { Tick } from './sample-coalescer';

/** What a run is, apart from what happens in it. */
export type RunFacts = Pick<
  RunRecorderOptions,
  'machine' | 'measuring' | 'source' | 'parallel' | 'parent'
> &
  Required<Pick<RunRecorderOptions, 'id' | 'startedAt' | 'versions'>> & {
    readonly process: RunProcess;
    /** Secrets masked. */
    readonly command: string;
    /** See `MemoryInUse`. */
    readonly holdMs: number;
  };

/** How a task ended, with its processes as the record holds them. */
export type ModelledEnd = Omit<EndedTask, 'processesAtPeak'> & {
  readonly processesAtPeak?: readonly PeakProcess[] | undefined;
};

/** The record of a run as it grows. Reads no clock and no files: every time is given. */
export class RecordModel {
  readonly #facts: RunFacts;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #memory: RunMemory;
  readonly #nxSampled = new Map<NxGroupType, { peakRss: number; samples: number }>();
  readonly #nxMeasured = new Map<NxGroupType, MemoryMeasurement>();
  #nxPeakRss = 0;
  #peak: RunPeak | undefined;
  #state: RunState = { kind: 'running' };

  constructor(facts: RunFacts) {
    this.#facts = facts;
    this.#memory = new RunMemory({
      holdMs: facts.holdMs,
      endOf: (id) => this.#tasks.get(id)?.endedAt,
    });
  }

  get state(): RunState {
    return this.#state;
  }

  /** Starting a task again begins it anew. */
  taskStarted(task: StartedTask & { readonly startedAt: number }): void {
    this.#tasks.set(task.id, {
      ...factsOf(task),
      outcome: { kind: 'running' },
      startedAt: task.startedAt,
    });
  }

  /** Facts given when the task started stay, unless they are given again now. */
  taskEnded(task: NamedTask, end: ModelledEnd & { readonly endedAt: number }): void {
    const { outcome, endedAt, measurement, processesAtPeak = [], diagnosis, heapFlags } = end;
    const known = this.#tasks.get(task.id);
    const startedAt = end.startedAt ?? known?.startedAt;
    this.#tasks.set(task.id, {
      ...(known && factsOf(known)),
      ...factsOf(task),
      ...(heapFlags !== undefined && { heapFlags }),
      outcome,
      ...(startedAt !== undefined && { startedAt }),
      endedAt,
      ...(measurement !== undefined && { measurement }),
      ...(processesAtPeak.length > 0 && { processesAtPeak }),
      ...(diagnosis !== undefined && { diagnosis }),
    });
    this.release(task.id);
  }

  /** The processes of a task or batch are gone: what they used is free. */
  release(id: string): void {
    this.#memory.release(id);
  }

  sampled(tick: Tick): void {
    const sum = this.#memory.sample(tick.timestamp, tick);
    const { tasksRss, nxRss } = sum;
    const rss = totalRss(sum);
    if (tasksRss > 0 && rss > (this.#peak?.rss ?? 0)) {
      this.#peak = {
        timestamp: tick.timestamp,
        rss,
        tasksRss,
        ...(nxRss !== undefined && { nxRss }),
        tasks: this.#memory.shares(),
      };
    }
    this.#nxPeakRss = Math.max(this.#nxPeakRss, nxRss ?? 0);
    for (const [groupType, groupRss] of tick.nx) {
      const known = this.#nxSampled.get(groupType);
      this.#nxSampled.set(groupType, {
        peakRss: Math.max(known?.peakRss ?? 0, groupRss),
        samples: (known?.samples ?? 0) + 1,
      });
    }
  }

  nxMeasured(groupType: NxGroupType, measurement: MemoryMeasurement): void {
    this.#nxMeasured.set(groupType, measurement);
  }

  finish(state: Extract<RunState, { kind: 'finished' | 'stopped' }>): void {
    this.#state = state;
  }

  /** @param updatedAt milliseconds since the epoch */
  record(updatedAt: number): RunRecord {
    const { id, parent, process, command, startedAt, source, parallel } = this.#facts;
    const { versions, machine, measuring } = this.#facts;
    const nxItself = this.#nxItself();
    return {
      format: RECORD_FORMAT,
      version: `${RECORD_VERSION.major}.${RECORD_VERSION.minor}`,
      id,
      ...(parent !== undefined && { parent }),
      process,
      state: this.#state,
      command,
      startedAt,
      updatedAt,
      ...(source !== undefined && { source }),
      versions,
      machine,
      machineClass: machineClassOf(machine, versions.node),
      ...(parallel !== undefined && { parallel }),
      measuring,
      tasks: [...this.#tasks.values()],
      ...(nxItself !== undefined && { nxItself }),
      ...(this.#peak !== undefined && { peak: this.#peak }),
    };
  }

  /** What nx took. A part that was sampled and not measured (yet) is known by its samples. */
  #nxItself(): NxItself | undefined {
    const { collector = 'unknown' } = this.#facts.measuring;
    const groups: Partial<Record<NxGroupType, MemoryMeasurement>> = {};
    for (const groupType of NX_GROUP_TYPES) {
      const sampled = this.#nxSampled.get(groupType);
      const measurement =
        this.#nxMeasured.get(groupType) ?? (sampled && { ...sampled, method: 'rss', collector });
      if (measurement !== undefined) {
        groups[groupType] = measurement;
      }
    }
    const peaks = Object.values(groups).map(({ peakRss }) => peakRss);
    return peaks.length === 0
      ? undefined
      : { peakRss: Math.max(this.#nxPeakRss, ...peaks), groups };
  }
}

/** What names and describes a task, without fields that are not known. */
function factsOf(task: NamedTask): Omit<TaskRecord, 'outcome'> {
  const { id, project, target, configuration, labels, deps, heapFlags } = task;
  return {
    id,
    ...(project !== undefined && { project }),
    ...(target !== undefined && { target }),
    ...(configuration !== undefined && { configuration }),
    ...(labels !== undefined && { labels }),
    ...(deps !== undefined && { deps }),
    ...(heapFlags !== undefined && { heapFlags }),
  };
}
