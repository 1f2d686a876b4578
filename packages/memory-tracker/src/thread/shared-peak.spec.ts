import { emptyPeakState } from '../peak/peak-state';
import { SharedPeak } from './shared-peak';

describe('SharedPeak', () => {
  it('shows in another thread what was published last, all of it', () => {
    const shared = new SharedPeak();
    const other = new SharedPeak(shared.memory);
    expect(other.read(7)).toBeUndefined();
    const state = { ...emptyPeakState(), peakRss: 2 ** 40 + 1, samples: 3, lastAt: 12.5 };
    shared.publish(7, { ...emptyPeakState(), peakRss: 1 });
    shared.publish(7, state);
    expect(other.read(7)).toEqual(state);
  });

  it('shows nothing of the id that used it before', () => {
    const shared = new SharedPeak();
    shared.publish(7, emptyPeakState());
    expect(shared.read(8)).toBeUndefined();
  });
});
