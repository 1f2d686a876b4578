import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder for everything nx-peak keeps in a workspace: `.nx/peak`. It ignores itself
 * in git, so that no workspace has to know of it.
 *
 * @throws the file system's error when the folder cannot be made
 */
export function nxPeakFolder(workspaceRoot: string): string {
  const folder = join(workspaceRoot, '.nx', 'peak');
  const gitignore = join(folder, '.gitignore');
  if (!existsSync(gitignore)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(gitignore, '*\n');
  }
  return folder;
}
