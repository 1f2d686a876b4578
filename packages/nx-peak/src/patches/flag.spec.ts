import { withoutFlag } from './flag';

describe('the overrides of tasks', () => {
  it('hold no switch of ours', () => {
    const overrides = {
      targets: ['build'],
      __overrides_unparsed__: ['--foo=bar', '--log-heap-usage', 'true', 'log'],
    };
    expect(withoutFlag(overrides)).toEqual({
      targets: ['build'],
      __overrides_unparsed__: ['--foo=bar', 'log'],
    });
  });

  it('are otherwise as they were', () => {
    expect(withoutFlag({ a: 1 })).toEqual({ a: 1 });
  });
});
