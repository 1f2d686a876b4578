import { readRun, type RunData } from '../runs/read-run';
import { recordedRun } from '../testing/recorded-runs';
import { notesOf } from './wording';

const MB = 1024 * 1024;
const GB = 1024 * MB;

describe('what is told of a run that was killed', () => {
  const recorded = readRun(recordedRun('checks'));
  const lastHeld = recorded.samples.timeline.at(-1)?.memory ?? 0;

  it('is how much its tasks held against the limit when they were last seen', () => {
    expect(notesOf(killedWithin(lastHeld + 2 * GB))).toEqual([
      expect.stringMatching(/^The record is cut short: nx was killed while it ran/),
      expect.stringMatching(
        /^Its tasks held \d+MB of 2\.\dGB \(\d+%, container limit\) at the last sample\.$/,
      ),
    ]);
  });

  it('is that memory may be the cause, close to the limit', () => {
    expect(notesOf(killedWithin(lastHeld + 200 * MB)).at(-1)).toMatch(
      /\(\d+%, container limit\) at the last sample: the kernel may have killed it for want of memory\.$/,
    );
  });

  it('is that memory may be the cause, close to a large limit as well', () => {
    const [held, limit] = [26 * GB, 32 * GB];
    const last = { timestamp: 0, memory: held, tasks: [], rest: 0 };
    const run = killedWithin(limit);
    expect(notesOf({ ...run, samples: { ...run.samples, timeline: [last] } }).at(-1)).toMatch(
      /^Its tasks held 26\.0GB of 32\.0GB .*: the kernel may have killed it/,
    );
  });

  it('is nothing about memory where no limit is known', () => {
    expect(notesOf(killedWithin(undefined))).toHaveLength(1);
  });

  it('is nothing about memory where nothing was sampled', () => {
    const run = killedWithin(lastHeld);
    expect(notesOf({ ...run, samples: { ...run.samples, timeline: [] } })).toHaveLength(1);
  });

  function killedWithin(containerLimit: number | undefined): RunData {
    const { machine, ...record } = recorded.record;
    const { platform } = machine;
    return {
      ...recorded,
      record: {
        ...record,
        state: { kind: 'cut-short', lastSeenAt: record.startedAt + 9000 },
        machine: containerLimit === undefined ? { platform } : { platform, containerLimit },
      },
    };
  }
});
