import { isBuiltIn } from './collector-names';
import { collectorChain } from './collector-chain';
import { probeCollector } from './probe-collector';

describe('probeCollector', () => {
  it.each(collectorChain(process.platform).collectors.filter(isBuiltIn))(
    'finds %s working here',
    async (name) => {
      expect(await probeCollector(name)).toEqual({ ok: true });
    },
  );

  const itWithoutProc = process.platform === 'linux' ? it.skip : it;
  itWithoutProc('says why procfs does not work here', async () => {
    expect(await probeCollector('procfs')).toMatchObject({ ok: false });
  });
});
