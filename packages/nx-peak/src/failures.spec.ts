import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureLog, readFailures } from './failures';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-peak-failures-'));
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

describe('the log of failures', () => {
  it('is read back by another process', () => {
    new FailureLog(workspace).record('collector', new Error('no /proc'));
    expect(readFailures(workspace)).toMatchObject([{ where: 'collector', message: 'no /proc' }]);
  });

  it('holds a failure that repeats once per process', () => {
    const log = new FailureLog(workspace);
    log.record('collector', 'again');
    log.record('collector', 'again');
    log.record('lists', 'again');
    expect(readFailures(workspace).map(({ where }) => where)).toEqual(['collector', 'lists']);
  });

  it('keeps the newest twenty', () => {
    const log = new FailureLog(workspace);
    for (let i = 1; i <= 25; i++) {
      log.record('collector', `failure ${i}`);
    }
    const messages = readFailures(workspace).map(({ message }) => message);
    expect(messages).toHaveLength(20);
    expect(messages.at(0)).toBe('failure 6');
    expect(messages.at(-1)).toBe('failure 25');
  });

  it('is invisible to git', () => {
    new FailureLog(workspace).record('collector', 'no /proc');
    expect(readFileSync(join(workspace, '.nx/peak/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('stays in the process when the workspace cannot be written', () => {
    writeFileSync(join(workspace, '.nx'), 'a file where the folder should be');
    const log = new FailureLog(workspace);
    log.record('collector', 'no /proc');
    expect(log.ofThisProcess.map(({ where }) => where)).toEqual(['collector', 'failure log']);
  });

  it('is empty where nothing was recorded', () => {
    expect(readFailures(workspace)).toEqual([]);
  });

  it.each(['{"cut": ', '{}', 'null', '[1, {"time": 1}]'])('survives a damaged file: %s', (text) => {
    mkdirSync(join(workspace, '.nx/peak'), { recursive: true });
    writeFileSync(join(workspace, '.nx/peak/failures.json'), text);
    expect(readFailures(workspace)).toEqual([]);
    new FailureLog(workspace).record('collector', 'no /proc');
    expect(readFailures(workspace)).toHaveLength(1);
  });
});
