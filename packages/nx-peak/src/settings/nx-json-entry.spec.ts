import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureLog, readFailures } from '../failures';
import { findNxJsonEntry, noticeOfNxJsonEntry } from './nx-json-entry';

describe('the entry of nx-peak in an nx.json', () => {
  it('is the plugin named nx-peak, with its options', () => {
    const nxJson = { plugins: ['a', { plugin: 'b' }, { plugin: 'nx-peak', options: { x: 1 } }] };
    expect(findNxJsonEntry(nxJson)).toEqual({ options: { x: 1 } });
  });

  it.each([
    { plugins: ['nx-peak'] },
    { plugins: [{ plugin: 'nx-peak' }] },
    { plugins: [{ plugin: 'nx-peak', options: ['x'] }] },
  ])('may have no options: %j', (nxJson) => {
    expect(findNxJsonEntry(nxJson)).toEqual({ options: {} });
  });

  it.each([undefined, null, {}, { plugins: [] }, { plugins: 'nx-peak' }, { plugins: [null] }])(
    'is not in %j',
    (nxJson) => {
      expect(findNxJsonEntry(nxJson)).toBeUndefined();
    },
  );
});

describe('the notice of such an entry', () => {
  const withEntry = { plugins: ['nx-peak'] };
  let workspace: string;

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'nx-peak-entry-'));
  });

  afterEach(() => {
    rmSync(workspace, { recursive: true, force: true });
  });

  function notice(nxJson: unknown): string | undefined {
    return noticeOfNxJsonEntry(workspace, nxJson, new FailureLog(workspace));
  }

  it('is one line, once in a workspace, and the doctor has it, too', () => {
    expect(notice(withEntry)).toBe(
      'nx-peak among the plugins of nx.json is ignored: its options belong in nx-peak.json (what to write there: npx nx-peak doctor)',
    );
    expect(notice(withEntry)).toBeUndefined();
    expect(readFailures(workspace)).toMatchObject([{ where: 'settings' }]);
  });

  it('is not there without an entry, and leaves nothing behind then', () => {
    expect(notice({})).toBeUndefined();
    expect(() => readFileSync(join(workspace, '.nx'))).toThrow('ENOENT');
  });

  it('is left out where nothing can be noted: it would come at every run', () => {
    writeFileSync(join(workspace, '.nx'), 'a file where the folder should be');
    expect(notice(withEntry)).toBeUndefined();
  });
});
