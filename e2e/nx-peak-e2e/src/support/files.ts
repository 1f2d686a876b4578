import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
