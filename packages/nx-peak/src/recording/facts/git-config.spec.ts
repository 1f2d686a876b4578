import { remoteUrlIn } from './git-config';

describe('remoteUrlIn', () => {
  it('reads the URL of origin, also beside other remotes', () => {
    const config =
      '[core]\n\tbare = false\n[remote "fork"]\n\turl = a\n[remote "origin"]\n\turl = b\n\tfetch = +x\n';
    expect(remoteUrlIn(config)).toBe('b');
  });

  it('reads the URL of the only remote, whatever its name', () => {
    expect(remoteUrlIn('[remote "up \\"stream\\""]\n\turl = a\n')).toBe('a');
  });

  it('does not choose between remotes of which none is origin', () => {
    expect(remoteUrlIn('[remote "a"]\nurl = a\n[remote "b"]\nurl = b\n')).toBeUndefined();
  });

  it('does not take the URL of a submodule for that of a remote', () => {
    expect(remoteUrlIn('[submodule "a"]\n\turl = a\n')).toBeUndefined();
  });

  it('takes the first of several URLs', () => {
    expect(remoteUrlIn('[remote "origin"]\nurl = a\nurl = b\n')).toBe('a');
  });

  it('reads quoted values and leaves comments out', () => {
    expect(remoteUrlIn('[remote "origin"] url = "a;\\"b" ; where it is\n')).toBe('a;"b');
  });

  it('knows none without remotes', () => {
    expect(remoteUrlIn('')).toBeUndefined();
  });
});
