import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orReport, PROJECT_ADDRESS } from './project-address';

const packages = join(__dirname, '..', '..');
// Tools keep caches beside the packages, in folders that are none.
const names = readdirSync(packages).filter((name) =>
  existsSync(join(packages, name, 'package.json')),
);

describe('the address of the project', () => {
  it.each(names)('is what the package.json of %s says, or nowhere', (name) => {
    const manifest = JSON.parse(
      readFileSync(join(packages, name, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const named = ['homepage', 'repository', 'bugs'].filter((field) => field in manifest);
    const address: string = PROJECT_ADDRESS;
    expect(named).toEqual(address === '' ? [] : ['homepage', 'repository', 'bugs']);
    named.forEach((field) => {
      expect(JSON.stringify(manifest[field])).toContain(PROJECT_ADDRESS);
    });
  });

  it('completes a remedy where there is one, and is left out where there is none', () => {
    expect(orReport('this version of nx', 'https://example.org')).toBe(
      ', or report this version of nx at https://example.org',
    );
    expect(orReport('this version of nx', '')).toBe('');
  });
});
