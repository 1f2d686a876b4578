import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { GeneratorCallback, Tree } from 'nx/src/devkit-exports';
import { withoutLink } from '../../link/link-line';
import { changeLink, formatOutcome } from '../../link/link-nx';
import { findNx, linksOf } from '../../link/nx-package';
import { ownVersion } from '../../own-version';
import { SETTINGS_FILE } from '../../paths';
import { ignoreSettings } from './ignore-settings';
import { joinPrepare, SAFE_LINK_SCRIPT } from './join-prepare';
import { moveSettings } from './move-settings';
import { PATCH_FILE, patchResolution, yarnPatch } from './yarn-patch';

interface Manifest {
  packageManager?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  resolutions?: Record<string, string>;
}

export interface InitOptions {
  /** Set up Yarn Plug'n'Play; by default when there is a `.pnp.cjs`. */
  readonly pnp?: boolean;
}

/**
 * `nx add nx-peak`, `nx g nx-peak:init`: makes nx-peak a dev dependency, links nx now and after every
 * install, writes `nx-peak.json`, and says what it did. Running it again changes nothing.
 */
export default function init(tree: Tree, options: InitOptions = {}): GeneratorCallback {
  const text = tree.read('package.json', 'utf8');
  if (text === null) {
    throw new Error(`There is no package.json in ${tree.root}, so nx-peak cannot be added to it.`);
  }
  const manifest = JSON.parse(text) as Manifest;
  const pnp = options.pnp ?? tree.exists('.pnp.cjs');
  const changed = [
    ...addDependency(manifest),
    ...(pnp ? patchOnInstall(tree, manifest) : linkOnInstall(tree, manifest)),
  ];
  if (changed.length > 0) {
    tree.write('package.json', withManifest(text, manifest));
  }
  const did = [...changed, ...moveSettings(tree, pnp), ...ignoreSettings(tree)];

  // After nx has written the files.
  return () => {
    [...did, pnp ? howToApply(changed) : formatOutcome(changeLink('link', tree.root))].forEach(
      (line) => {
        console.log(`nx-peak: ${line}`);
      },
    );
    console.log(`nx-peak: to undo all of it: ${pnp ? UNDO_PATCH : UNDO_LINK}`);
  };
}

const UNDO_LINK = `npx nx-peak unlink, then remove "${SAFE_LINK_SCRIPT}" and nx-peak from package.json, the lines with nx-peak from .nxignore if there are any, and delete ${SETTINGS_FILE}.`;
const UNDO_PATCH = `remove the resolution of nx and nx-peak from package.json, the lines with nx-peak from .nxignore if there are any, delete ${PATCH_FILE} and ${SETTINGS_FILE}, and run yarn install.`;

/** @returns what it did to the manifest, in sentences */
function addDependency(manifest: Manifest): string[] {
  if (manifest.dependencies?.['nx-peak'] ?? manifest.devDependencies?.['nx-peak']) {
    return [];
  }
  const version = `^${ownVersion()}`;
  manifest.devDependencies = sorted({ ...manifest.devDependencies, 'nx-peak': version });
  return [`added the dev dependency nx-peak ${version}; install to bring the lock file up to date`];
}

/** Has every install link again. */
function linkOnInstall(tree: Tree, manifest: Manifest): string[] {
  const script = installScript(tree, manifest);
  const existing = manifest.scripts?.[script];
  const linking = joinPrepare(existing);
  if (linking === existing) {
    return [];
  }
  manifest.scripts = { ...manifest.scripts, [script]: linking };
  return [`set the script "${script}" to "${linking}", so that every install links again`];
}

/** Has Yarn patch nx as it installs: with Plug'n'Play there is no file to link. */
function patchOnInstall(tree: Tree, manifest: Manifest): string[] {
  const nx = findNx(tree.root);
  const range = manifest.devDependencies?.['nx'] ?? manifest.dependencies?.['nx'];
  if (nx?.runCommandFile === undefined || range === undefined) {
    throw new Error(`nx is not among the dependencies in ${tree.root}, so it cannot be patched.`);
  }
  const patch = linksOf(nx)
    .map(({ file, line }) =>
      yarnPatch(
        relative(nx.folder, file).split(sep).join('/'),
        withoutLink(readFileSync(file, 'utf8')),
        line,
      ),
    )
    .join('');
  const [key, value] = patchResolution(range, nx.version);
  if (tree.read(PATCH_FILE, 'utf8') === patch && manifest.resolutions?.[key] === value) {
    return [];
  }
  tree.write(PATCH_FILE, patch);
  manifest.resolutions = { ...withoutOldPatch(manifest.resolutions), [key]: value };
  return [`wrote ${PATCH_FILE}, and a resolution of nx that has Yarn apply it to ${nx.version}`];
}

/** An update of nx leaves the resolution of the version before. */
function withoutOldPatch(resolutions: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resolutions).filter(([, value]) => !value.endsWith(PATCH_FILE)),
  );
}

function howToApply(did: readonly string[]): string {
  return did.length === 0
    ? 'already set up for this version of nx.'
    : 'now run yarn install: then NX_LOG_HEAP_USAGE=true yarn nx ... shows peaks. Run this generator again when you update nx.';
}

/**
 * The script that the workspace's package manager runs after every install: `prepare`, but
 * `postinstall` for Yarn from version 2 on, which does not run `prepare` there.
 */
function installScript(tree: Tree, manifest: Manifest): 'prepare' | 'postinstall' {
  const isModernYarn =
    tree.exists('.yarnrc.yml') || /^yarn@(?:[2-9]|\d\d)/.test(manifest.packageManager ?? '');
  return isModernYarn ? 'postinstall' : 'prepare';
}

/** Written as it was: same indentation, same newline at the end. */
function withManifest(text: string, manifest: Manifest): string {
  const indentation = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  return JSON.stringify(manifest, undefined, indentation) + (text.endsWith('\n') ? '\n' : '');
}

function sorted(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
