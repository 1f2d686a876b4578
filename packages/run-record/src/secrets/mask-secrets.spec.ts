import { maskArguments, maskSecrets, namesSecret } from './mask-secrets';

// Put together here, so that no scanner takes this file for a leak.
const GITHUB = `ghp_${'a1B2'.repeat(9)}`;
const JWT = `eyJ${'hbGciOi'.repeat(3)}.eyJ${'zdWIiOi'.repeat(3)}.${'s1G'.repeat(6)}`;
const RANDOM = 'Zk3v9QpL0sXa7RtYw2BnM5cH8dJf4GuE1iOoK6lP';

describe('maskSecrets', () => {
  it.each([
    // by the name before it
    ['nx build --token=abc123', 'nx build --token=***'],
    ['nx build --token abc123 --prod', 'nx build --token *** --prod'],
    ['nx build --api-key "a b c"', 'nx build --api-key ***'],
    ['nx build --apiKey=abc', 'nx build --apiKey=***'],
    ['NPM_TOKEN=abc npm publish', 'NPM_TOKEN=*** npm publish'],
    ['NX_CLOUD_ACCESS_TOKEN=abc nx test', 'NX_CLOUD_ACCESS_TOKEN=*** nx test'],
    ["DB_PASSWORD='s e c' nx e2e", 'DB_PASSWORD=*** nx e2e'],
    ['AWS_SECRET_ACCESS_KEY=abc x', 'AWS_SECRET_ACCESS_KEY=*** x'],
    ['--env.dbPassword=x', '--env.dbPassword=***'],
    ['-password hunter2', '-password ***'],
    ['curl -H "Authorization: Bearer abc.def"', 'curl -H "Authorization: Bearer ***"'],
    ['curl -H X-Api-Key:abc', 'curl -H X-Api-Key:***'],
    ['--define=API_SECRET=abc', '--define=API_SECRET=***'],
    ['curl -u admin:SuperS3cret x.io', 'curl -u *** x.io'],
    ['curl --user="admin:s" x.io', 'curl --user=*** x.io'],
    ['open https://x.io/a?sig=abc&page=2', 'open https://x.io/a?sig=***&page=2'],
    // in an address
    ['git clone https://me:pa55@x.io/r.git', 'git clone https://***@x.io/r.git'],
    ['DATABASE_URL=postgres://u:p@db/x', 'DATABASE_URL=postgres://***@db/x'],
    // by its shape
    [`deploy ${GITHUB}`, 'deploy ***'],
    [`deploy ${JWT} now`, 'deploy *** now'],
    [`deploy AKIA${'ABCDEFGH'.repeat(2)}`, 'deploy ***'],
    [`deploy ${RANDOM}`, 'deploy ***'],
    [`deploy ${'0f'.repeat(20)}`, 'deploy ***'],
    ['echo "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"', 'echo "***"'],
  ])('masks %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'nx run-many -t build test lint --parallel=3 --configuration=production',
    'node node_modules/jest/bin/jest.js --config jest.config.ts --cacheDirectory=/tmp/jest',
    'tsc -p tsconfig.json --sort-key name --outDir dist/packages/tokenizer',
    'node /home/me/work/a-rather-long-folder-name/with-many-words-in-it/index.js',
    'nx affected --base=origin/main --head=HEAD --files=src/passport.ts',
    'node --max-old-space-size=4096 --require ./register.js',
    'docker run -u root x:latest',
  ])('leaves %s as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('takes more patterns', () => {
    expect(maskSecrets('use ACME-1234 and ACME-5678', [/ACME-\d+/])).toBe('use *** and ***');
  });

  it('gets through a line that is long', () => {
    const text = `node ${'--aa=bb:cc '.repeat(20_000)}${'-'.repeat(20_000)}${'g-'.repeat(20_000)}`;
    expect(maskSecrets(text) === text).toBe(true);
  });
});

describe('maskArguments', () => {
  it.each([
    [['nx', 'e2e', '--password', 'correct horse', '--ci'], 'nx e2e --password *** --ci'],
    [['nx', 'e2e', '--db-password=two words9'], 'nx e2e --db-password=***'],
    [['DB_PASSWORD=a b', 'x'], 'DB_PASSWORD=*** x'],
    [['curl', '-u', 'me:pass word', 'x.io'], 'curl -u *** x.io'],
    [['sh', '-c', 'node x --token "a b" && y'], 'sh -c node x --token *** && y'],
    [['git', 'clone', 'https://me:pa55@x.io/r.git'], 'git clone https://***@x.io/r.git'],
    [['nx', 'e2e', '--token', '--ci'], 'nx e2e --token --ci'],
  ])('masks %j to the end of the argument', (args, masked) => {
    expect(maskArguments(args)).toBe(masked);
  });

  it('takes more patterns', () => {
    expect(maskArguments(['use', 'ACME-1 2'], [/ACME-\d+ \d+/])).toBe('use ***');
    expect(maskArguments(['use', '--pin', '1234'], [/(?<=--pin )\d{4}/])).toBe('use --pin ***');
  });
});

it.each(['sort-key', 'cacheKey', 'passport', 'tokenizer', 'author', 'keyboard'])(
  '%s is not the name of a secret',
  (name) => {
    expect(namesSecret(name)).toBe(false);
  },
);
