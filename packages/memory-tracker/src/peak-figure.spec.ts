import { withSample } from './peak-figure';

describe('withSample', () => {
  it('keeps the largest of all samples, and the meter that saw it', () => {
    const first = withSample(undefined, 10, 'procfs');
    const second = withSample(first, 30, 'pidusage');
    expect(withSample(second, 20, 'procfs')).toEqual({
      peakRss: 30,
      samples: 3,
      method: 'rss',
      meter: 'pidusage',
    });
  });

  it('takes nothing for no sample, rather than for 0 bytes', () => {
    expect(withSample(undefined, 0, 'procfs')).toBeUndefined();
    expect(withSample(withSample(undefined, 10, 'procfs'), 0, 'procfs')?.samples).toBe(1);
  });
});
