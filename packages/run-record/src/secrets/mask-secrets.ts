/** What stands in place of a secret. */
export const MASK = '***';

/**
 * Words that make a name the name of a secret, wherever they stand in it: `--api-key`,
 * `NPM_TOKEN`, `dbPassword`. A name is split into words at `-`, `_`, `.` and capital letters.
 */
const SECRET_WORDS = [
  'token',
  'tokens',
  'secret',
  'secrets',
  'password',
  'passwd',
  'passphrase',
  'pass',
  'pwd',
  'pw',
  'credential',
  'credentials',
  'creds',
  'auth',
  'authorization',
  'authtoken',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'signature',
  'sig',
  'bearer',
  'cookie',
  'jwt',
  'pat',
  'dsn',
];

/** Words that make a secret of a `key`: a sort key or a cache key is none. */
const KEY_KINDS = ['api', 'access', 'secret', 'private', 'encryption', 'signing', 'account', 'ssh'];

/** What looks like a secret by itself, whatever stands before it. */
const SECRET_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, // JSON Web Token
  /\b(?:gh[opusr]_|github_pat_|glpat-|glptt-|npm_|pypi-|hf_|dop_v1_|shpat_|sq0\w{3}-|SG\.)[\w.-]{16,}/g,
  /\b(?:sk|pk|rk)[-_][\w-]{16,}/g, // keys of payment and model services
  /\bxox[abeoprs]-[\w-]{10,}/g, // chat
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{12,}\b/g, // cloud access keys
  /\bAIza[\w-]{30,}/g,
  /\bya29\.[\w-]{20,}/g,
  /\b[0-9a-fA-F]{32,}\b/g, // long hexadecimal: a hash at best
];

/** 40 and more letters and digits of all kinds: what random keys look like in base64. */
const RANDOM_WORD = /(?<![\w/+.-])[\w+-]{40,}={0,2}(?![\w/.])/g;

/** `scheme://user:password@` in an address. */
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi;

/** `Authorization: Bearer abc`, `X-Api-Key: abc`, as in arguments of curl. */
const HEADER =
  /(?<![\w-])([A-Za-z][\w-]*)(\s{0,3}:\s{0,3})((?:bearer|basic|token|digest)\s+)?([^\s'",;]+)/gi;

const SCHEME = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** `NAME=value`, `--name=value`, `?name=value`; the value may be quoted. */
const ASSIGNMENT = /(?<![\w.-])([\w.-]+)(=)("[^"]*"|'[^']*'|[^\s&;'"]+)/g;

/** `-u name:password`, as curl has it. */
const LOGIN = /(?<=^|\s)(-u|--user)([\s=]+)(["']?)[^\s:"'-][^\s:"']*:[^\s"']+\3/g;

/** `--name value`; the value may be quoted, and does not begin with a dash. */
const OPTION = /(?<=^|\s)(--?[A-Za-z][\w.-]*)(\s+)("[^"]*"|'[^']*'|[^\s'"-][^\s]*)/g;

/**
 * A command line, or any text like one, with the secrets in it replaced by `***`:
 *
 * - the value of an argument, variable, header or query parameter whose name says that it is one;
 * - user and password in an address;
 * - what has the shape of a known kind of token or key, or looks random and is long.
 *
 * Rather a word too many than a secret on disk: a commit hash is masked, too.
 *
 * @param patterns more shapes, each match of which is masked as a whole
 */
export function maskSecrets(text: string, patterns: readonly RegExp[] = []): string {
  let masked = text;
  for (const pattern of patterns) {
    masked = masked.replace(everywhere(pattern), MASK);
  }
  for (const shape of SECRET_SHAPES) {
    masked = masked.replace(shape, MASK);
  }
  return masked
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(ASSIGNMENT, (whole, name: string, sign: string, value: string) =>
      namesSecret(name) ? `${name}${sign}${MASK}` : maskNested(whole, name, sign, value),
    )
    .replace(HEADER, (whole, name: string, colon: string, scheme: string | undefined) =>
      namesSecret(name) ? `${name}${colon}${scheme ?? ''}${MASK}` : whole,
    )
    .replace(SCHEME, `$1 ${MASK}`)
    .replace(LOGIN, `$1$2${MASK}`)
    .replace(OPTION, (whole, name: string, space: string) =>
      namesSecret(name) ? `${name}${space}${MASK}` : whole,
    )
    .replace(RANDOM_WORD, (word) => (seemsRandom(word) ? MASK : word));
}

/**
 * Arguments as one line, with the secrets in them replaced: as `maskSecrets` does it, and a secret
 * that holds blanks is masked to the end of its argument, where a single line would no longer show it.
 */
export function maskArguments(args: readonly string[], patterns: readonly RegExp[] = []): string {
  const line = args
    .map((argument, i) => {
      const before = args[i - 1] ?? '';
      if (/^--?[A-Za-z][\w.-]*$/.test(before) && !argument.startsWith('-')) {
        const isLogin = /^(-u|--user)$/.test(before) && argument.includes(':');
        if (isLogin || namesSecret(before)) {
          return MASK;
        }
      }
      const [, name = '', value] = /^([\w.-]+)=([^]*)$/.exec(argument) ?? [];
      return value !== undefined && namesSecret(name)
        ? `${name}=${MASK}`
        : maskSecrets(argument, patterns);
    })
    .join(' ');
  // The name of a secret, and the secret, may be two arguments.
  return maskSecrets(line, patterns);
}

/** Whether a value under this name is a secret, e.g. `NPM_TOKEN`, `--apiKey`. */
export function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.some(
    (word, index) =>
      SECRET_WORDS.includes(word) ||
      (word === 'key' && KEY_KINDS.includes(words[index - 1] ?? '')) ||
      /(?:token|secret|password|passwd)$/.test(word),
  );
}

/** `--header=X-Token=abc`: an assignment inside the value of another. */
function maskNested(whole: string, name: string, sign: string, value: string): string {
  const inner = value.replace(ASSIGNMENT, (part, innerName: string, innerSign: string) =>
    namesSecret(innerName) ? `${innerName}${innerSign}${MASK}` : part,
  );
  return inner === value ? whole : `${name}${sign}${inner}`;
}

function seemsRandom(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && (word.match(/\d/g) ?? []).length >= 3;
}

function everywhere(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
