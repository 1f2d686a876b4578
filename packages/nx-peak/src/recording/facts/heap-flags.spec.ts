import { heapFlagsIn } from './heap-flags';

describe('heapFlagsIn', () => {
  it.each([
    ['--max-old-space-size=4096', ['--max-old-space-size=4096']],
    ['--max_old_space_size=4096', ['--max-old-space-size=4096']],
    ['--max-old-space-size 4096', ['--max-old-space-size=4096']],
    ['--max_old_space_size 4096', ['--max-old-space-size=4096']],
    ['--max-old-space-size-percentage=75', ['--max-old-space-size-percentage=75']],
    ['--max-heap-size=512', ['--max-heap-size=512']],
    ['--huge-max-old-generation-size', ['--huge-max-old-generation-size']],
    ['"--max-old-space-size=4096"', ['--max-old-space-size=4096']],
    [
      '--max-semi-space-size=64   --max-old-space-size=4096',
      ['--max-old-space-size=4096', '--max-semi-space-size=64'],
    ],
  ])('finds the heap options in %j', (options, flags) => {
    expect(heapFlagsIn(options)).toEqual(flags);
  });

  it('takes the last of an option given twice, as V8 does', () => {
    expect(heapFlagsIn('--max-old-space-size=1 --max_old_space_size=2')).toEqual([
      '--max-old-space-size=2',
    ]);
  });

  it('leaves out everything else', () => {
    const options =
      '--require ./secret.js --title="a --max-old-space-size=3" --max-old-space-size=8 ' +
      '--max-http-header-size=9 --env-file=.env --expose-gc';
    expect(heapFlagsIn(options)).toEqual(['--max-old-space-size=8']);
  });

  it.each([
    undefined,
    '',
    '--max-old-space-size',
    '--max-old-space-size=$(token)',
    '--max-old-space-size --inspect',
    '--title=\\"--max-old-space-size=3',
  ])('finds none in %j', (options) => {
    expect(heapFlagsIn(options)).toEqual([]);
  });
});
