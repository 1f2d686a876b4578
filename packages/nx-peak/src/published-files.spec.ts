import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

// Most of dist is only needed to make the bundles, so package.json names what is published of it.
const PACKAGE = join(__dirname, '..');

/** What others begin with: the command, the plugin, the generator, nx's line, and the two bundles. */
const ENTRIES = [
  'bin/nx-peak.js',
  'dist/index.js',
  'dist/generators/init/generator.js',
  'dist/register.js',
  'dist/inside-nx.js',
  'dist/sampling-thread.js',
];

/** The files of this package that these load sooner or later, themselves among them. */
function loadedFrom(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) {
      continue;
    }
    found.add(file);
    if (file.endsWith('.js')) {
      const folder = posix.dirname(file);
      const text = readFileSync(join(PACKAGE, file), 'utf8');
      for (const [, path = ''] of text.matchAll(
        /\b(?:require|import)\(["'](\.\.?\/[^"']+)["']\)/g,
      )) {
        waiting.push(fileAt(posix.join(folder, path)));
      }
    }
  }
  return found;
}

function fileAt(path: string): string {
  return /\.\w+$/.test(path) && existsSync(join(PACKAGE, path)) ? path : `${path}.js`;
}

function published(): readonly string[] {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: PACKAGE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ files: readonly { path: string }[] }];
  return files.map(({ path }) => path);
}

jest.setTimeout(60_000);

describe('the published package', () => {
  it('holds every file that one of its entries loads, and of what is bundled only the bundles', () => {
    const files = published();
    const needed = loadedFrom(ENTRIES);
    expect(needed.size).toBeGreaterThan(ENTRIES.length);
    expect([...needed].filter((file) => !files.includes(file))).toEqual([]);
    expect(
      files.filter(
        (file) =>
          /^dist\/(?:session|patches|output|peaks|recording)\//.test(file) && !needed.has(file),
      ),
    ).toEqual([]);
  });
});
