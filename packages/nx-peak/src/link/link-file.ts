import { readFileSync, statSync } from 'node:fs';
import { wrap } from 'node:module';
import { Script } from 'node:vm';
import { replaceFile } from '@nx-peak/host';
import { messageOf } from '../failures';
import { LINK_LINE, linkStateOf, withLink, withoutLink } from './link-line';

export type LinkChange = 'changed' | 'unchanged';

/**
 * Adds a link line to a file, by default that of `run-command.js`.
 * @throws the file system's error when the file cannot be read or replaced
 */
export function linkFile(file: string, line = LINK_LINE): LinkChange {
  const text = readFileSync(file, 'utf8');
  return linkStateOf(text, line) === 'linked' ? 'unchanged' : replace(file, withLink(text, line));
}

/**
 * Removes the link line from a file.
 * @throws the file system's error when the file cannot be read or replaced
 */
export function unlinkFile(file: string): LinkChange {
  const text = readFileSync(file, 'utf8');
  return linkStateOf(text) === 'not-linked' ? 'unchanged' : replace(file, withoutLink(text));
}

/**
 * Verifies that a file of nx is whole. Appending to half a file would only change nx's own error.
 * @throws naming the file when it does not parse
 */
export function expectCode(file: string, text: string): void {
  try {
    new Script(wrap(text));
  } catch (error) {
    throw new Error(`${file} is damaged (${messageOf(error)}); install nx again`, { cause: error });
  }
}

/**
 * Puts a new file in the place of the old one, with its mode. Never writes through: in stores of bun
 * and pnpm the old file can be a hard link that other workspaces share.
 */
function replace(file: string, text: string): LinkChange {
  replaceFile(file, text, { mode: statSync(file).mode & 0o7777 });
  return 'changed';
}
