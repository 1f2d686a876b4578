import { RECORD_FORMAT, type RunRecord, type TaskRecord } from '../record/run-record';
import type { RunSamples } from '../samples/collect-samples';

/**
 * The record of a run of which only the samples are there, as Nx writes them. Sampling tells when a
 * task was seen, which stands for its start and end, and nothing of how it ended.
 */
export function recordOfSamples(name: string, samples: RunSamples, intervalMs: number): RunRecord {
  const { from, to } = samples.span ?? { from: 0, to: 0 };
  return {
    format: RECORD_FORMAT,
    version: '1.0',
    id: name,
    process: { pid: 0 },
    state: { kind: 'finished', endedAt: to },
    command: name,
    startedAt: from,
    updatedAt: to,
    versions: {},
    machine: { platform: 'unknown' },
    measuring: { intervalMs },
    tasks: tasksSeen(samples).map(({ task, lastSeenAt, peakRss, looks }) => ({
      ...task,
      endedAt: lastSeenAt,
      measurement: { peakRss, samples: looks, method: 'rss', collector: 'nx' },
    })),
  };
}

/**
 * A record with the tasks that were seen, but that it does not name: nx was killed in the moment
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
  /** Without an end: of that, samples tell nothing. */
  readonly task: TaskRecord;
  readonly lastSeenAt: number;
  /** Bytes. */
  readonly peakRss: number;
  readonly looks: number;
}

function tasksSeen({ series }: RunSamples): TaskSeen[] {
  return [...series].flatMap(([id, own]): TaskSeen[] => {
    const points = own.points();
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || own.peak === undefined) {
      return [];
    }
    const [project = id, target = '', configuration] = id.split(':');
    const task: TaskRecord = {
      id,
      project,
      target,
      ...(configuration !== undefined && { configuration }),
      outcome: { status: 'running' },
      startedAt: first.timestamp,
    };
    const { peak, samples } = own;
    return [{ task, lastSeenAt: last.timestamp, peakRss: peak.bytes, looks: samples }];
  });
}
