import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execFiles, runCommandFiles } from '../nx/features';
import { EXEC_LINK_LINE, LINK_LINE } from './link-line';

/** The nx that a workspace runs. */
export interface NxPackage {
  readonly folder: string;
  readonly version: string;
  /** The program behind the command `nx`. */
  readonly bin: string;
  /** Has to be linked for peaks to show; undefined when this nx has none where it is expected. */
  readonly runCommandFile: string | undefined;
  /** Gets linked, too, for `nx exec --log-heap-usage`; undefined as above. */
  readonly execFile: string | undefined;
}

/** A file that gets linked, and the line that belongs there. */
export interface Link {
  readonly file: string;
  readonly line: string;
}

/** The files of this nx that get linked, the one that matters most first. */
export function linksOf({ runCommandFile, execFile }: NxPackage): Link[] {
  return [
    { file: runCommandFile, line: LINK_LINE },
    { file: execFile, line: EXEC_LINK_LINE },
  ].filter((link): link is Link => link.file !== undefined);
}

/**
 * The root of the workspace around `folder`, as Nx finds it: what `NX_WORKSPACE_ROOT_PATH`
 * says, else the nearest folder upwards with an nx.json, else undefined.
 */
export function findWorkspaceRoot(folder: string, env = process.env): string | undefined {
  const given = env['NX_WORKSPACE_ROOT_PATH'];
  return given === undefined || given === '' ? nearestWorkspace(folder) : given;
}

function nearestWorkspace(folder: string): string | undefined {
  if (existsSync(join(folder, 'nx.json'))) {
    return folder;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestWorkspace(parent);
}

/**
 * The nx that runs in a workspace: that of `.nx/installation` before that of `node_modules`, as
 * `.nx/nxw.js` takes it; undefined when there is none.
 */
export function findNx(workspaceRoot: string): NxPackage | undefined {
  const places = [join(workspaceRoot, '.nx', 'installation'), workspaceRoot];
  for (const place of places) {
    const manifestFile = resolveFrom(place, 'nx/package.json');
    if (manifestFile !== undefined) {
      return describeNx(manifestFile);
    }
  }
  return undefined;
}

function describeNx(manifestFile: string): NxPackage {
  const folder = dirname(manifestFile);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    version: string;
    bin: Record<string, string>;
  };
  return {
    folder,
    version: manifest.version,
    bin: join(folder, manifest.bin['nx'] ?? 'bin/nx.js'),
    runCommandFile: firstOf(runCommandFiles, folder),
    execFile: firstOf(execFiles, folder),
  };
}

/** The first of these files that is there. */
function firstOf(files: readonly string[], folder: string): string | undefined {
  return files.map((file) => join(folder, file)).find((file) => existsSync(file));
}

function resolveFrom(folder: string, request: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(request);
  } catch {
    return undefined; // not installed from there
  }
}
