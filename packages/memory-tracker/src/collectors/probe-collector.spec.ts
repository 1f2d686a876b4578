import { isBuiltIn } from './collector-names';
import { collectorChain } from './collector-chain';
import { probeCollector } from './probe-collector';

describe('probeCollector', () => {
  it.each(collectorChain(process.platform).collectors.filter(isBuiltIn))(
    'finds %s working here',
    async (name) => {
      expect(await probeCollector(name)).toEqual({ kind: 'works' });
    },
  );

  const [itWithoutProc, skipped] =
    process.platform === 'linux' ? [it.skip, ' [skipped: there is /proc]'] : [it, ''];
  itWithoutProc(`says why procfs does not work here${skipped}`, async () => {
    expect(await probeCollector('procfs')).toMatchObject({ kind: 'broken' });
  });
});
