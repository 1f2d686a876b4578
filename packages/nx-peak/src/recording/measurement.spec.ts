import type { PeakMeasurement } from '@nx-peak/memory-tracker';
import type { MemoryMeasurement } from '@nx-peak/run-record';

it('a record takes a measurement of the tracker as it is', () => {
  const measurement: PeakMeasurement = {
    peakRss: 3,
    peakUnique: 2,
    samples: 1,
    method: 'rss+hwm',
    collector: 'procfs',
    caveats: ['one-sample'],
    cpuSeconds: 0.5,
    cpuRatio: undefined,
    swapPeak: 0,
    maxProcesses: 1,
  };
  const recorded: MemoryMeasurement = measurement;
  expect(recorded).toBe(measurement);
});
