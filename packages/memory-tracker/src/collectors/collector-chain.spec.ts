import { meterChain } from './collector-chain';

describe('meterChain', () => {
  it('prefers /proc on Linux and falls back to ps', () => {
    expect(meterChain('linux').meters).toEqual(['procfs', 'pidusage']);
    expect(meterChain('linux').why).toContain('/proc');
  });

  it.each(['darwin', 'win32', 'freebsd', 'aix'] as const)('knows one meter on %s', (platform) => {
    expect(meterChain(platform).meters).toEqual(['pidusage']);
    expect(meterChain(platform).why).toContain(platform);
  });

  it('puts the preferred meter first and keeps the other as a fallback', () => {
    expect(meterChain('linux', 'pidusage').meters).toEqual(['pidusage', 'procfs']);
    expect(meterChain('linux', 'pidusage').why).toContain('asked for');
  });

  it("tries procfs where it is asked for, and takes the platform's own when it fails", () => {
    expect(meterChain('darwin', 'procfs').meters).toEqual(['procfs', 'pidusage']);
  });

  it('changes nothing when the preferred meter is the default', () => {
    expect(meterChain('linux', 'procfs')).toEqual(meterChain('linux'));
    expect(meterChain('darwin', 'pidusage')).toEqual(meterChain('darwin'));
  });

  it.each([
    ['first', ['theirs', 'pidusage']],
    ['last', ['pidusage', 'theirs']],
    ['only when asked for', ['pidusage']],
  ] as const)('gives an additional meter its place: %s', (place, meters) => {
    expect(meterChain('win32', undefined, { name: 'theirs', place }).meters).toEqual(meters);
  });

  it('puts an additional meter first where it is asked for', () => {
    const additional = { name: 'theirs', place: 'only when asked for' } as const;
    expect(meterChain('linux', 'theirs', additional).meters).toEqual([
      'theirs',
      'procfs',
      'pidusage',
    ]);
  });
});
