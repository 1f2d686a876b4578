import type { Moment } from '../samples/timeline';
import { curves, sparkline } from './sparkline';

function drawn(all: readonly Moment[], width: number): string {
  return sparkline(all, { width, holdMs: 1500, valueOf: ({ rss }) => rss });
}

function moments(...samples: readonly (readonly [number, number])[]): Moment[] {
  return samples.map(([timestamp, rss]) => ({
    timestamp,
    rss,
    tasksRss: rss,
    tasks: [],
    restRss: 0,
  }));
}

describe('sparkline', () => {
  it('shows a spike of a short run as wide as it was', () => {
    expect(drawn(moments([0, 2], [15, 8], [29, 2], [80, 2]), 8)).toBe('▂██▂▂▂▂▂');
  });

  it('is whole where samples that follow each other quickly are followed by slower ones', () => {
    const samples = moments([0, 4], [15, 4], [30, 4], [45, 4], [60, 8], [500, 8], [940, 8]);
    expect(drawn(samples, 10)).not.toContain(' ');
  });

  it('is blank where nothing was sampled for longer than a sample is believed', () => {
    expect(drawn(moments([0, 8], [100, 8], [1900, 8], [2000, 8]), 10)).toBe('█        █');
  });
});

describe('curves', () => {
  const [first, second] = moments([0, 4], [100, 8]) as [Moment, Moment];

  it('is one of the tasks where nx was not sampled', () => {
    expect(curves([first, second], 4, 1500)).toEqual(['▄▄▄█']);
  });

  it('shows nx itself apart, on the same scale', () => {
    const withNx = [first, second].map((moment) => ({ ...moment, nxRss: 4, rss: moment.rss + 4 }));
    expect(curves(withNx, 4, 1500)).toEqual(['▄▄▄█  tasks', '▄▄▄▄  nx itself']);
  });

  it('is none where only nx was sampled', () => {
    expect(curves([{ ...first, tasksRss: 0, nxRss: 8 }], 4, 1500)).toEqual([]);
  });
});
