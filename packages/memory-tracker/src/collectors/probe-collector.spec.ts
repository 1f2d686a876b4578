import { isBuiltIn } from './listing/process-lister';
import { meterChain } from './collector-chain';
import { probeMeter } from './probe-collector';

describe('probeMeter', () => {
  it.each(meterChain(process.platform).meters.filter(isBuiltIn))(
    'finds %s working here',
    async (name) => {
      expect(await probeMeter(name)).toEqual({ ok: true });
    },
  );

  const itWithoutProc = process.platform === 'linux' ? it.skip : it;
  itWithoutProc('says why procfs does not work here', async () => {
    expect(await probeMeter('procfs')).toMatchObject({ ok: false });
  });
});
