import { emptyPart } from '../peak/peak-state';
import { SharedPeak } from './shared-peak';

describe('SharedPeak', () => {
  it('shows in another thread what was published last, all of it', () => {
    const board = new SharedPeak();
    const other = new SharedPeak(board.memory);
    expect(other.read()).toBeUndefined();
    const part = { ...emptyPart(), peakRss: 2 ** 40 + 1, samples: 3, lastAt: 12.5 };
    board.publish({ ...emptyPart(), peakRss: 1 });
    board.publish(part);
    expect(other.read()).toEqual(part);
  });
});
