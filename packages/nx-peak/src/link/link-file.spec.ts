import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkFile, unlinkFile } from './link-file';
import { EXEC_LINK_LINE, LINK_LINE } from './link-line';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-peak-link-'));
  file = join(folder, 'run-command.js');
  writeFileSync(file, 'a();\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('linking a file', () => {
  it('adds the line', () => {
    expect(linkFile(file)).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe(`a();\n${LINK_LINE}\n`);
  });

  it('adds the line it is given, in the place of another one', () => {
    linkFile(file);
    expect(linkFile(file, EXEC_LINK_LINE)).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe(`a();\n${EXEC_LINK_LINE}\n`);
    expect(linkFile(file, EXEC_LINK_LINE)).toBe('unchanged');
    expect(unlinkFile(file)).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe('a();\n');
  });

  it('does nothing the second time', () => {
    linkFile(file);
    expect(linkFile(file)).toBe('unchanged');
  });

  it('is undone by unlinking, byte for byte', () => {
    linkFile(file);
    expect(unlinkFile(file)).toBe('changed');
    expect(readFileSync(file, 'utf8')).toBe('a();\n');
    expect(unlinkFile(file)).toBe('unchanged');
  });

  it.each([0o644, 0o755, 0o666])('keeps the mode %o', (mode) => {
    chmodSync(file, mode);
    linkFile(file);
    expect(statSync(file).mode & 0o777).toBe(mode);
  });

  it('never writes through a hard link', () => {
    const store = join(folder, 'store.js');
    linkSync(file, store);
    linkFile(file);
    expect(readFileSync(store, 'utf8')).toBe('a();\n');
  });

  it('leaves no temporary file behind', () => {
    linkFile(file);
    expect(readdirSync(folder)).toEqual(['run-command.js']);
  });
});
