import { ofLargerSum, type PeakProcesses } from './peak-processes';

const listed = (sum: number): PeakProcesses => ({ sum, at: 0, processes: [] });

describe('ofLargerSum', () => {
  it.each([
    [undefined, undefined, undefined],
    [1, undefined, 1],
    [undefined, 2, 2],
    [1, 2, 2],
    [3, 2, 3],
  ])('chooses between %p and %p, and takes %p', (one, other, larger) => {
    const of = (sum?: number) => (sum === undefined ? undefined : listed(sum));
    expect(ofLargerSum(of(one), of(other))).toEqual(of(larger));
  });
});
