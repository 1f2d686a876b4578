import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from './json-schema';
import { withSettingsTable } from './markdown-table';
import { SETTINGS } from './table';

const packageFolder = join(__dirname, '..', '..');

/** Run `npm run settings` when one of these fails: the table of settings has changed. */
describe('what is made from the table of settings', () => {
  it('is the JSON schema that is published', () => {
    const file = join(packageFolder, 'schema', 'nx-peak.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(settingsSchema())),
    );
  });

  it('is the table in docs/configuration.md', () => {
    const page = readFileSync(join(packageFolder, '..', '..', 'docs', 'configuration.md'), 'utf8');
    expect(withSettingsTable(page)).toBe(page);
  });

  it('needs a place in a page', () => {
    expect(() => withSettingsTable('# A page')).toThrow('no place for the table of settings');
  });
});

describe('the table of settings', () => {
  it.each(Object.entries(SETTINGS))('names a variable after the option: %s', (name, { env }) => {
    const words = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    expect(env).toBe(`NX_PEAK_${words}`);
  });
});
