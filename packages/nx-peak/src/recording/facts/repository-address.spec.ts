import { repositoryAddress, webAddress } from './repository-address';

describe('repositoryAddress', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'github.com/acme/shop'],
    ['https://github.com/acme/shop/', 'github.com/acme/shop'],
    ['https://oauth2:s3cret@gitlab.example/group/sub/shop.git', 'gitlab.example/group/sub/shop'],
    ['https://s3cret@github.com/acme/shop', 'github.com/acme/shop'],
    ['https://github.com/acme/shop.git?token=s3cret#main', 'github.com/acme/shop'],
    ['http://git.example:8080/acme/shop.git', 'git.example/acme/shop'],
    ['git@github.com:acme/shop.git', 'github.com/acme/shop'],
    ['GitHub.com:acme/shop', 'github.com/acme/shop'],
    ['ssh://git@github.com:22/acme/shop.git', 'github.com/acme/shop'],
    ['git://github.com/acme/shop.git', 'github.com/acme/shop'],
    ['https://acme@dev.azure.com/acme/web/_git/shop', 'dev.azure.com/acme/web/_git/shop'],
    [' https://github.com/acme/shop\n', 'github.com/acme/shop'],
  ])('makes %j to %j', (remote, address) => {
    expect(repositoryAddress(remote)).toBe(address);
  });

  it.each([
    undefined,
    '',
    '/srv/git/shop.git',
    '../shop',
    'C:\\git\\shop',
    'C:/git/shop',
    'file:///srv/shop',
    'https://',
  ])('has no address for %j', (remote) => {
    expect(repositoryAddress(remote)).toBeUndefined();
  });
});

describe('webAddress', () => {
  it('leaves user and password out', () => {
    expect(webAddress('https://bot:s3cret@ci.example/job/1/')).toBe('https://ci.example/job/1/');
  });

  it.each([undefined, '', 'job/1', 'javascript:alert(1)'])('has none for %j', (text) => {
    expect(webAddress(text)).toBeUndefined();
  });
});
