import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from './replace-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('replaceFile', () => {
  it('makes a file, replaces it as a whole, and leaves nothing beside it', () => {
    const file = join(folder, 'record.json');
    replaceFile(file, 'one');
    replaceFile(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['record.json']);
  });

  it('does not write to the old file, which may have other names', () => {
    const file = join(folder, 'record.json');
    replaceFile(file, 'one');
    linkSync(file, join(folder, 'link.json'));
    replaceFile(file, 'two');
    expect(readFileSync(join(folder, 'link.json'), 'utf8')).toBe('one');
  });

  const itWithModes = process.platform === 'win32' ? it.skip : it;
  itWithModes('gives the new file the mode that was asked for, or its owner alone', () => {
    const file = join(folder, 'record.json');
    replaceFile(file, 'one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    replaceFile(file, 'two', { mode: 0o666 });
    expect(statSync(file).mode & 0o777).toBe(0o666);
  });

  it('leaves all as it was when it cannot be replaced', () => {
    const file = join(folder, 'record.json');
    mkdirSync(join(file, 'within'), { recursive: true });
    expect(() => {
      replaceFile(file, 'one');
    }).toThrow(file);
    expect(readdirSync(folder)).toEqual(['record.json']);
  });
});
