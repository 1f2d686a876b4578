import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './finding';
import { checkSettings } from './settings';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'nx-peak-doctor-'));
});

afterEach(() => {
  rmSync(workspaceRoot, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  Object.entries(files).forEach(([name, text]) => {
    writeFileSync(join(workspaceRoot, name), text);
  });
}

async function textsOf(env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const nx = {
    folder: '',
    version: '24.0.6',
    bin: '',
    runCommandFile: undefined,
    execFile: undefined,
  };
  const findings: readonly Finding[] = await checkSettings({ workspaceRoot, nx, env });
  return findings.map(({ text }) => text);
}

describe('what the doctor says of settings', () => {
  it('is how often samples are taken', async () => {
    write({ 'nx.json': '{}', 'nx-peak.json': '{ "intervalMs": 250 }' });
    expect(await textsOf()).toEqual(['nx-peak samples processes at least every 250 ms']);
  });

  it('is what of nx-peak.json cannot be used, too', async () => {
    write({ 'nx-peak.json': '{ "record": 1 }' });
    expect((await textsOf())[0]).toBe(
      'nx-peak.json:1:13: "record" must be true or false, not 1. Using true.',
    );
  });
});

describe('what the doctor says of an entry in nx.json', () => {
  it('is why it should go, and the file to write in its place', async () => {
    write({
      'nx.json': '{ "plugins": [{ "plugin": "nx-peak", "options": { "keepRuns": 5 } }] }',
    });
    expect((await textsOf())[0]).toBe(
      'nx.json names nx-peak among its plugins: Nx starts a plugin worker for it at every command, and every change of it makes all cached tasks run again. Its options are ignored. Remove it, and write nx-peak.json: {"keepRuns":5} (npx nx g nx-peak:init does that)',
    );
  });

  it('is that it should go, where it has no options', async () => {
    write({ 'nx.json': '{ "plugins": ["nx-peak"] }' });
    expect((await textsOf())[0]).toMatch(/run again\. Remove it \(npx nx g nx-peak:init/);
  });
});

describe('what the doctor says of a project at the root', () => {
  const root = { 'project.json': '{}', 'nx-peak.json': '{}' };

  it('is that Nx should ignore nx-peak.json', async () => {
    write(root);
    expect((await textsOf())[0]).toContain('add /nx-peak.json to .nxignore');
  });

  it('is nothing where Nx does', async () => {
    write({ ...root, '.nxignore': 'tmp\n/nx-peak.json\n' });
    expect(await textsOf()).toHaveLength(1);
  });
});
