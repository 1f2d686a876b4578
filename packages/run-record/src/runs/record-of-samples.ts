import {
  RECORD_FORMAT,
  RECORD_VERSION,
  type MemoryMeasurement,
  type NxGroupType,
  type RunRecord,
  type TaskRecord,
} from '../record/run-record';
import type { RunSamples } from '../samples/collect-samples';

/**
 * The record of a run of which only the samples are there, as Nx writes them. When a task was first
 * and last sampled stands for its start and end; how it ended is not known.
 */
export function recordOfSamples(name: string, samples: RunSamples, intervalMs: number): RunRecord {
  const { from, to } = samples.span ?? { from: 0, to: 0 };
  return {
    format: RECORD_FORMAT,
    version: `${RECORD_VERSION.major}.${RECORD_VERSION.minor}`,
    id: name,
    process: { pid: 0 },
    state: { kind: 'finished', endedAt: to },
    command: name,
    startedAt: from,
    updatedAt: to,
    versions: {},
    machine: { platform: 'unknown' },
    machineClass: { platform: 'unknown' },
    measuring: { intervalMs },
    tasks: tasksSeen(samples).map(({ task, lastSeenAt, peakRss, sampleCount }) => ({
      ...task,
      endedAt: lastSeenAt,
      measurement: measuredByNx(peakRss, sampleCount),
    })),
    ...(samples.nxPeakRss !== undefined && {
      nxItself: { peakRss: samples.nxPeakRss, groups: groupsOf(samples) },
    }),
  };
}

function groupsOf({ nxSeries }: RunSamples): Partial<Record<NxGroupType, MemoryMeasurement>> {
  return Object.fromEntries(
    [...nxSeries].flatMap(([groupType, { peak, samples }]) =>
      peak === undefined ? [] : [[groupType, measuredByNx(peak.bytes, samples)]],
    ),
  );
}

function measuredByNx(peakRss: number, samples: number): MemoryMeasurement {
  return { peakRss, samples, method: 'rss', collector: 'nx' };
}

/**
 * A record with the tasks that were sampled, but that it does not name: nx was killed in the moment
 * after they started.
 */
export function withTasksSeen(record: RunRecord, samples: RunSamples): RunRecord {
  const named = new Set(record.tasks.map(({ id }) => id));
  const seen = tasksSeen(samples).filter(
    // A batch is no task; the record names its tasks.
    ({ task: { id } }) => !named.has(id) && samples.groups.get(id)?.groupType !== 'Batch',
  );
  return seen.length === 0
    ? record
    : { ...record, tasks: [...record.tasks, ...seen.map(({ task }) => task)] };
}

interface TaskSeen {
  /** Without an end, of which samples say nothing. */
  readonly task: TaskRecord;
  readonly lastSeenAt: number;
  /** Bytes. */
  readonly peakRss: number;
  readonly sampleCount: number;
}

function tasksSeen({ series }: RunSamples): TaskSeen[] {
  return [...series].flatMap(([id, own]): TaskSeen[] => {
    const points = own.points();
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || own.peak === undefined) {
      return [];
    }
    const [project, target, configuration] = id.split(':');
    const task: TaskRecord = {
      id,
      ...(project !== undefined && target !== undefined && { project, target }),
      ...(configuration !== undefined && { configuration }),
      outcome: { kind: 'running' },
      startedAt: first.timestamp,
    };
    const { peak, samples } = own;
    return [{ task, lastSeenAt: last.timestamp, peakRss: peak.bytes, sampleCount: samples }];
  });
}
