import { readSwitch } from './switch';

describe('the switch NX_LOG_HEAP_USAGE', () => {
  it.each(['true', '1'])('is on when set to %s', (value) => {
    expect(readSwitch({ NX_LOG_HEAP_USAGE: value })).toEqual({ kind: 'on' });
  });

  it.each(['false', '0', ''])('is off when set to "%s"', (value) => {
    expect(readSwitch({ NX_LOG_HEAP_USAGE: value })).toEqual({ kind: 'off' });
  });

  it('is off when unset', () => {
    expect(readSwitch({})).toEqual({ kind: 'off' });
  });

  it.each(['yes', 'TRUE', '2'])('is not guessed at when set to %s: the value is named', (value) => {
    expect(readSwitch({ NX_LOG_HEAP_USAGE: value })).toEqual({
      kind: 'invalid',
      message: expect.stringContaining(`NX_LOG_HEAP_USAGE=${value}`) as string,
    });
  });
});
