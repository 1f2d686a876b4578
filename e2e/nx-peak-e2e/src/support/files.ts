import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Installed files are hard links that workspaces share: a new file, never a write through. */
export function replaceFile(file: string, text: string): void {
  const { mode } = statSync(file);
  const temporary = `${file}.new`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, file);
}

/** Replaces a file by what `change` makes of its text, which must not be the same. */
export function changeFile(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed === text) {
    throw new Error(`Nothing to change in ${file}`);
  }
  replaceFile(file, changed);
}

/** The first half of a file, as a crash or a full disk leaves it. */
export function cutShort(file: string): void {
  changeFile(file, (text) => text.slice(0, text.length / 2));
}

/** A word gets another spelling in every JavaScript file below these folders that holds it. */
export function renameWord(folders: readonly string[], word: string, to: string): void {
  const pattern = new RegExp(String.raw`\b${word}\b`, 'g');
  const files = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').search(pattern) >= 0);
  if (files.length === 0) {
    throw new Error(`No file holds ${word}`);
  }
  files.forEach((file) => {
    changeFile(file, (text) => text.replace(pattern, to));
  });
}

/** When each file below a folder was last written, by its path from there. */
export function filesBelow(folder: string): ReadonlyMap<string, number> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), statSync(file).mtimeMs]),
  );
}

/** The files that were made, written or removed since, in order. */
export function changedSince(before: ReadonlyMap<string, number>, folder: string): string[] {
  const now = filesBelow(folder);
  const paths = new Set([...before.keys(), ...now.keys()]);
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort();
}

/** Writes files with their folders: values as JSON, an empty file for `undefined`. */
export function writeFiles(root: string, files: Readonly<Record<string, unknown>>): void {
  for (const [file, value] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), value === undefined ? '' : JSON.stringify(value));
  }
}

/** The project.json of the one project in a workspace that is installed for a test: `a:build`. */
export const aProject = {
  name: 'a',
  targets: { build: { command: 'node -e "setTimeout(() => {}, 300)"' } },
};
