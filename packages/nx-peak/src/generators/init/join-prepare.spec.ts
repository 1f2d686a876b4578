import { joinPrepare } from './join-prepare';

describe('the prepare script', () => {
  it.each([undefined, '', ' '])('is made when there is none (%j)', (existing) => {
    expect(joinPrepare(existing)).toBe('nx-peak link');
  });

  it('runs what was there first', () => {
    expect(joinPrepare('husky')).toBe('husky && nx-peak link');
  });

  it.each(['nx-peak link', 'husky && nx-peak link'])(
    'is left alone when it links: %s',
    (script) => {
      expect(joinPrepare(script)).toBe(script);
    },
  );
});
