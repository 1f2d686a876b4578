import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing, there, type Attempt } from '@nx-peak/testkit';
import { ownedEnvironment } from '../support/owned-environment';

/**
 * A folder in which npm has installed exactly these versions. It is kept in the system's temporary
 * folder, so that the next run needs no network. Whatever goes wrong (offline, most likely) is a
 * reason to leave out the workload.
 */
export function installedPackages(versions: Readonly<Record<string, string>>): Attempt<string> {
  const manifest = JSON.stringify({ private: true, dependencies: versions });
  const hash = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `nx-peak-bench-packages-${hash}`);
  if (existsSync(folder)) {
    return there(folder);
  }
  const unfinished = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(unfinished, 'package.json'), manifest);
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: unfinished,
      env: ownedEnvironment(),
      stdio: 'pipe',
      timeout: PATIENCE_MS,
    });
    renameSync(unfinished, folder);
    return there(folder);
  } catch (error) {
    return missing(`npm could not install its packages: ${lastLine(error)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const PATIENCE_MS = 180_000;

/** A folder of its own for what a workload writes, beside `node_modules`. */
export function folderIn(packages: string, name: string): string {
  const folder = join(packages, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function lastLine(error: unknown): string {
  const { stderr } = error as { stderr?: Buffer };
  return stderr?.toString().trim().split('\n').at(-1) ?? String(error);
}
