import { spawnSync } from 'node:child_process';
import { joinPrepare } from './join-prepare';

describe('the prepare script', () => {
  it.each([undefined, '', ' '])('is made when there is none (%j)', (existing) => {
    expect(joinPrepare(existing)).toBe('nx-peak link || exit 0');
  });

  it('runs what was there first', () => {
    expect(joinPrepare('husky')).toBe('husky && (nx-peak link || exit 0)');
  });

  it.each(['nx-peak link', 'husky && nx-peak link'])(
    'is left alone when it links: %s',
    (script) => {
      expect(joinPrepare(script)).toBe(script);
    },
  );

  it.each([
    ['nothing', undefined, 0],
    ['a script that succeeds', 'exit 0', 0],
    ['a script that fails', 'false', 1],
  ])('fails no install without nx-peak, joined to %s', (_, existing, code) => {
    const { status } = spawnSync(joinPrepare(existing), { shell: true });
    expect(status).toBe(code);
  });
});
