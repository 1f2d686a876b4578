/**
 * The address of a repository as `host/path`, e.g. `github.com/acme/shop`: without scheme, user,
 * password, port, query and `.git`, so that a clone by HTTPS and one by SSH have the same address and
 * no secret is kept. Knows the forms of git-clone(1): URLs and `user@host:path`.
 *
 * @returns undefined for a folder of this machine, and for what is no address
 */
export function repositoryAddress(remote: string | undefined): string | undefined {
  const text = remote?.trim() ?? '';
  const { host, path } = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? partsOfUrl(text)
    : partsOfScp(text);
  const cleanPath = path
    ?.replace(/[?#].*$/s, '')
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
  return host === undefined || cleanPath === undefined || cleanPath === ''
    ? undefined
    : `${host.toLowerCase()}/${cleanPath}`;
}

/** An address to open in a browser, without user and password; undefined for what is none. */
export function webAddress(text: string | undefined): string | undefined {
  const url = urlOf(text ?? '');
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    return undefined;
  }
  url.username = url.password = '';
  return url.href;
}

interface Parts {
  readonly host?: string;
  readonly path?: string;
}

function partsOfUrl(text: string): Parts {
  const url = urlOf(text);
  return url === undefined || url.hostname === '' ? {} : { host: url.hostname, path: url.pathname };
}

/** `git@github.com:acme/shop.git`. A single letter before the colon is a drive of Windows. */
function partsOfScp(text: string): Parts {
  const [, host, path] = /^(?:[^@/\\]*@)?([^@:/\\]{2,}):([^\\]+)$/s.exec(text) ?? [];
  return host === undefined || path === undefined ? {} : { host, path };
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
