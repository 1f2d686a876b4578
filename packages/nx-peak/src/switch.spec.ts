import { hasFlag, readSwitch, withoutSwitches } from './switch';

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

describe('the switch --log-heap-usage', () => {
  const argv = (...words: string[]) => ['node', 'nx', 'run-many', '-t', 'build', ...words];

  it.each(['--log-heap-usage', '--logHeapUsage', '--log-heap-usage=true', '--log-heap-usage=1'])(
    'is on as %s',
    (word) => {
      expect(readSwitch({}, argv(word))).toEqual({ kind: 'on' });
    },
  );

  it.each(['--log-heap-usage=false', '--no-log-heap-usage'])(
    'is off as %s, also against the environment',
    (word) => {
      expect(readSwitch({ NX_LOG_HEAP_USAGE: 'true' }, argv(word))).toEqual({ kind: 'off' });
    },
  );

  it("is not a task's own argument, behind --", () => {
    expect(readSwitch({}, argv('--', '--log-heap-usage'))).toEqual({ kind: 'off' });
  });

  it('names a value that is neither', () => {
    expect(readSwitch({}, argv('--log-heap-usage=maybe'))).toEqual({
      kind: 'invalid',
      message: expect.stringContaining('--log-heap-usage=maybe') as string,
    });
  });

  it.each([
    [['--log-heap-usage', 'true'], 'on'],
    [['--log-heap-usage', 'false'], 'off'],
    [['--log-heap-usage', 'lib'], 'on'],
  ] as const)('takes a word of its own for its value, as %j', (words, kind) => {
    expect(readSwitch({}, argv(...words))).toEqual({ kind });
  });

  it.each(['--log-heap', '--log-heap-usages', 'log-heap-usage'])('is not %s', (word) => {
    expect(hasFlag(argv(word))).toBe(false);
  });
});

describe('the words of nx', () => {
  it.each([
    [
      ['--foo=bar', '--log-heap-usage', '--no-logHeapUsage', 'log'],
      ['--foo=bar', 'log'],
    ],
    [['--log-heap-usage', 'false', 'true'], ['true']],
    [['--log-heap-usage=true', 'true'], ['true']],
    [['--no-log-heap-usage', 'true'], ['true']],
  ])('lose the switch and its value: %j become %j', (words, without) => {
    expect(withoutSwitches(words)).toEqual(without);
  });
});
