import type { PageData, PageTask } from './page-data';
import { stack } from './page/layers';

/** Two tasks one after the other with a pause of a second; the timeline says what was sampled. */
function totals(timeline: readonly (readonly [number, number])[]): [number, number][] {
  const task = (from: number, to: number): PageTask => ({
    id: 'a:b',
    status: '',
    lane: 0,
    from,
    to,
  });
  const data: PageData = {
    command: '',
    startedAt: 0,
    durationMs: 3000,
    notes: [],
    facts: [],
    lanes: 1,
    tasks: [task(0, 1000), task(2000, 3000)],
    timeline: timeline.map(([at, kib]) => [at, kib, 0]),
  };
  const { times, total } = stack(data);
  return times.map((time, index) => [time, total[index] ?? 0]);
}

describe('stack', () => {
  it('goes down to nothing where no task ran', () => {
    expect(
      totals([
        [990, 7],
        [2015, 5],
      ]),
    ).toEqual([
      [990, 7],
      [1000, 0],
      [2000, 0],
      [2015, 5],
    ]);
  });

  it('goes down after a sample that came later than the end of its task', () => {
    expect(
      totals([
        [1004, 7],
        [2015, 5],
      ]),
    ).toEqual([
      [1004, 7],
      [1005, 0],
      [2000, 0],
      [2015, 5],
    ]);
  });

  it('goes down between samples that came just when a task ended and the next began', () => {
    expect(
      totals([
        [1000, 7],
        [2000, 5],
      ]),
    ).toEqual([
      [1000, 7],
      [1001, 0],
      [1999, 0],
      [2000, 5],
    ]);
  });

  it('has no pause between samples that are closer than one interval while a task runs', () => {
    const samples = [
      [0, 3],
      [15, 4],
      [115, 5],
      [990, 4],
    ] as const;
    expect(totals(samples).slice(0, 4)).toEqual(samples);
  });

  it('has nx itself at the bottom, also where no task runs', () => {
    const data: PageData = {
      command: '',
      startedAt: 0,
      durationMs: 3000,
      notes: [],
      facts: [],
      lanes: 1,
      tasks: [{ id: 'a:b', status: '', lane: 0, from: 0, to: 1000 }],
      timeline: [
        [500, 7, 2, 0, 7],
        [2000, 0, 3],
      ],
    };
    expect(stack(data)).toEqual({
      times: [500, 1000, 2000, 3000],
      nx: [2, 2, 3, 3],
      upTo: [[9, 2, 3, 3]],
      total: [9, 2, 3, 3],
    });
  });
});
