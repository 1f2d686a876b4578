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
    tasks: [...samples.series].flatMap(([id, series]) => {
      const peak = series.peak;
      const points = series.points();
      const [first, last] = [points[0], points.at(-1)];
      return peak === undefined || first === undefined || last === undefined
        ? []
        : [taskSeen(id, first.timestamp, last.timestamp, peak.bytes, series.samples)];
    }),
  };
}

function taskSeen(
  id: string,
  startedAt: number,
  endedAt: number,
  peakRss: number,
  samples: number,
): TaskRecord {
  const [project = id, target = '', configuration] = id.split(':');
  return {
    id,
    project,
    target,
    ...(configuration !== undefined && { configuration }),
    outcome: { status: 'succeeded' },
    startedAt,
    endedAt,
    figure: { peakRss, samples, method: 'rss', meter: 'nx' },
  };
}
