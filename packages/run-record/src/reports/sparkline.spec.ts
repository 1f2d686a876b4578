import type { Moment } from '../samples/timeline';
import { sparkline } from './sparkline';

function moments(...looks: readonly (readonly [number, number])[]): Moment[] {
  return looks.map(([timestamp, memory]) => ({ timestamp, memory, tasks: [], rest: 0 }));
}

describe('sparkline', () => {
  it('shows a spike of a short run as wide as it was', () => {
    expect(sparkline(moments([0, 2], [15, 8], [29, 2], [80, 2]), 8, 1500)).toBe('▂██▂▂▂▂▂');
  });

  it('is whole where looks that follow each other quickly are followed by slower ones', () => {
    const looks = moments([0, 4], [15, 4], [30, 4], [45, 4], [60, 8], [500, 8], [940, 8]);
    expect(sparkline(looks, 10, 1500)).not.toContain(' ');
  });

  it('is blank where nothing was looked at for longer than a look is believed', () => {
    expect(sparkline(moments([0, 8], [100, 8], [1900, 8], [2000, 8]), 10, 1500)).toBe('█        █');
  });
});
