// Writes what is made from the table of settings: the JSON schema of nx-peak.json, and the table in
// docs/configuration.md. Run `npm run settings` after the table has changed; a spec fails when it was not run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const require = createRequire(import.meta.url);
const { settingsSchema } = require('./dist/settings/json-schema.js');
const { withSettingsTable } = require('./dist/settings/markdown-table.js');

const schema = fileURLToPath(new URL('schema/nx-peak.schema.json', import.meta.url));
mkdirSync(new URL('schema/', import.meta.url), { recursive: true });
await write(schema, JSON.stringify(settingsSchema()));

const page = fileURLToPath(new URL('../../docs/configuration.md', import.meta.url));
await write(page, withSettingsTable(readFileSync(page, 'utf8')));

async function write(file, text) {
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
