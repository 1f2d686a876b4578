import { isBuiltIn } from './meter';
import { meterChain } from './meter-chain';
import { probeMeter } from './probe-meter';

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
