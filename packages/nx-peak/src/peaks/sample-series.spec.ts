import { SampleSeries } from './sample-series';

describe('the memory of a process over time', () => {
  function series(...samples: [time: number, bytes: number][]): SampleSeries {
    const result = new SampleSeries();
    samples.forEach(([time, bytes]) => {
      result.add(time, bytes);
    });
    return result;
  }
  const threeTasks = () =>
    series([0, 10], [100, 64], [200, 60], [300, 20], [400, 256], [500, 250], [600, 30], [700, 5]);

  it('tells the largest sample within a window', () => {
    expect(threeTasks().maxWithin(100, 200)).toBe(64);
    expect(threeTasks().maxWithin(450, 520)).toBe(256);
  });

  it('widens the window by one sample at each side', () => {
    expect(threeTasks().maxWithin(310, 350)).toBe(256);
    expect(threeTasks().maxWithin(650, 660)).toBe(30);
  });

  it('knows a window that is later than all samples by the last one', () => {
    expect(threeTasks().maxWithin(900, 1000)).toBe(5);
  });

  it('tells nothing without a sample', () => {
    expect(new SampleSeries().maxWithin(0, 1)).toBeUndefined();
    expect(new SampleSeries().max).toBeUndefined();
  });

  it('loses no maximum when it grows beyond its size', () => {
    const long = new SampleSeries();
    for (let time = 0; time < 100_000; time++) {
      long.add(time, time === 777 ? 1000 : 1);
    }
    expect(long.max).toBe(1000);
    expect(long.maxWithin(0, 10_000)).toBe(1000);
    expect(long.maxWithin(50_000, 99_999)).toBe(1);
  });
});
