import { readRun, type RunData } from '../runs/read-run';
import { recordedRun } from '../testing/recorded-runs';
import { notesOf } from './wording';

const MB = 1024 * 1024;
const GB = 1024 * MB;

describe('what is said of a run that was killed', () => {
  const recorded = readRun(recordedRun('checks'));
  const lastUsed = recorded.samples.timeline.at(-1)?.rss ?? 0;

  it('is how much its tasks used of the limit when they were last sampled', () => {
    expect(notesOf(killedWithin(lastUsed + 2 * GB))).toEqual([
      expect.stringMatching(/^The record is incomplete: nx was killed during the run/),
      expect.stringMatching(
        /^Its tasks used \d+MB of 2\.\dGB \(\d+%, container limit\) at the last sample\.$/,
      ),
    ]);
  });

  it('is that memory may be the cause, close to the limit', () => {
    expect(notesOf(killedWithin(lastUsed + 200 * MB)).at(-1)).toMatch(
      /\(\d+%, container limit\) at the last sample: the kernel may have killed it because memory ran out\.$/,
    );
  });

  it('is that memory may be the cause, close to a large limit as well', () => {
    const [used, limit] = [26 * GB, 32 * GB];
    const last = { timestamp: 0, rss: used, tasksRss: used, tasks: [], restRss: 0 };
    const run = killedWithin(limit);
    expect(notesOf({ ...run, samples: { ...run.samples, timeline: [last] } }).at(-1)).toMatch(
      /^Its tasks used 26\.0GB of 32\.0GB .*: the kernel may have killed it/,
    );
  });

  it('is nothing about memory where no limit is known', () => {
    expect(notesOf(killedWithin(undefined))).toHaveLength(1);
  });

  it('is nothing about memory where nothing was sampled', () => {
    const run = killedWithin(lastUsed);
    expect(notesOf({ ...run, samples: { ...run.samples, timeline: [] } })).toHaveLength(1);
  });

  function killedWithin(containerLimitBytes: number | undefined): RunData {
    const { machine, ...record } = recorded.record;
    const { platform } = machine;
    return {
      ...recorded,
      record: {
        ...record,
        state: { kind: 'incomplete', lastSeenAt: record.startedAt + 9000 },
        machine:
          containerLimitBytes === undefined ? { platform } : { platform, containerLimitBytes },
      },
    };
  }
});
