import type { GeneratorCallback, Tree } from 'nx/src/devkit-exports';
import { changeLink, tell } from '../../link/link-nx';
import { joinPrepare, LINK_SCRIPT } from './join-prepare';

interface Manifest {
  packageManager?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/**
 * `nx add nx-peak`, `nx g nx-peak:init`: makes nx-peak a dev dependency, links nx now and
 * after every install, and says what it did. Running it again changes nothing.
 */
export default function init(tree: Tree): GeneratorCallback {
  const text = tree.read('package.json', 'utf8');
  if (text === null) {
    throw new Error(`There is no package.json in ${tree.root}, so nx-peak cannot be added to it.`);
  }
  const manifest = JSON.parse(text) as Manifest;
  const did: string[] = [];

  if (!manifest.dependencies?.['nx-peak'] && !manifest.devDependencies?.['nx-peak']) {
    const version = `^${ownVersion()}`;
    manifest.devDependencies = sorted({ ...manifest.devDependencies, 'nx-peak': version });
    did.push(
      `added the dev dependency nx-peak ${version}; install to bring the lock file up to date`,
    );
  }
  const script = installScript(tree, manifest);
  const existing = manifest.scripts?.[script];
  const linking = joinPrepare(existing);
  if (linking !== existing) {
    manifest.scripts = { ...manifest.scripts, [script]: linking };
    did.push(`set the script "${script}" to "${linking}", so that every install links again`);
  }
  if (did.length > 0) {
    tree.write('package.json', withManifest(text, manifest));
  }

  // After nx has written the files.
  return () => {
    [...did, tell(changeLink('link', tree.root))].forEach((line) => {
      console.log(`nx-peak: ${line}`);
    });
    console.log(
      `nx-peak: to undo all of it: npx nx-peak unlink, then take "${LINK_SCRIPT}" and nx-peak out of package.json.`,
    );
  };
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

function ownVersion(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../../../package.json') as { version: string }).version;
}
