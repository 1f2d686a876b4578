import { collectorChain } from './collector-chain';

describe('collectorChain', () => {
  it('prefers /proc on Linux and falls back to ps', () => {
    expect(collectorChain('linux').collectors).toEqual(['procfs', 'pidusage']);
    expect(collectorChain('linux').why).toContain('/proc');
  });

  it.each(['darwin', 'win32', 'freebsd', 'aix'] as const)(
    'knows one collector on %s',
    (platform) => {
      expect(collectorChain(platform).collectors).toEqual(['pidusage']);
      expect(collectorChain(platform).why).toContain(platform);
    },
  );

  it('puts the preferred collector first and keeps the other as a fallback', () => {
    expect(collectorChain('linux', 'pidusage').collectors).toEqual(['pidusage', 'procfs']);
    expect(collectorChain('linux', 'pidusage').why).toContain('asked for');
  });

  it("tries procfs where it is asked for, and takes the platform's own when it fails", () => {
    expect(collectorChain('darwin', 'procfs').collectors).toEqual(['procfs', 'pidusage']);
  });

  it('changes nothing when the preferred collector is the default', () => {
    expect(collectorChain('linux', 'procfs')).toEqual(collectorChain('linux'));
    expect(collectorChain('darwin', 'pidusage')).toEqual(collectorChain('darwin'));
  });

  it.each([
    ['first', ['theirs', 'pidusage']],
    ['last', ['pidusage', 'theirs']],
    ['on-request', ['pidusage']],
  ] as const)('gives an additional collector its place: %s', (place, collectors) => {
    expect(collectorChain('win32', undefined, { name: 'theirs', place }).collectors).toEqual(
      collectors,
    );
  });

  it('puts an additional collector first where it is asked for', () => {
    const additional = { name: 'theirs', place: 'on-request' } as const;
    expect(collectorChain('linux', 'theirs', additional).collectors).toEqual([
      'theirs',
      'procfs',
      'pidusage',
    ]);
  });
});
