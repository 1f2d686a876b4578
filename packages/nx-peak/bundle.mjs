// Bundles what runs inside nx, with all of our packages that it uses, and the sampling thread. Runs
// after `tsc -b`: each bundle takes the place of the file that tsc made of the same source, so the
// types beside it stay true, and unbundled the package works just the same.
//
// Outside stay: libraries that few runs need, what is resolved from the workspace (nx itself), and
// the command line. The libraries of ours are published as tsc made them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const packages = join(here, '..');

/** All that runs inside nx with the switch on. */
const INSIDE_NX = 'nx-peak/src/inside-nx.ts';

/** Each bundle, by the source it begins with. What is `apart` is a file of its own, loaded later or never. */
const bundles = [
  {
    source: 'nx-peak/src/register.ts',
    file: 'register.js',
    apart: ['./inside-nx', './patches/flag', './link/preload-link'],
  },
  { source: INSIDE_NX, file: 'inside-nx.js', apart: [] },
  // With the switch off, the flag that said so has to be kept from the tasks.
  { source: 'nx-peak/src/patches/flag.ts', file: 'patches/flag.js', apart: [] },
  {
    source: 'nx-peak/src/link/preload-link.ts',
    file: 'link/preload-link.js',
    apart: ['../register'],
  },
  { source: 'memory-tracker/src/thread/worker.ts', file: 'sampling-thread.js', apart: [] },
];

/** Libraries of others that few runs need: loaded from their own packages, and only by those. */
const LAZY = ['pidtree', 'pidusage', 'pirates'];

for (const { source, file, apart } of bundles) {
  const outfile = join(here, 'dist', file);
  const { metafile } = await build({
    absWorkingDir: packages,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // Some libraries' `main` cannot be bundled.
    mainFields: ['module', 'main'],
    charset: 'utf8',
    // Names stay: a stack in somebody's report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
    external: LAZY,
    plugins: [leaveApart(apart), ownSources(), ownVersion()],
  });
  checkDependencies(metafile);
  addLicences(outfile, Object.keys(metafile.inputs));
}

/** Leaves modules where they are, named as the source names them: sources and results lie alike. */
function leaveApart(modules) {
  return {
    name: 'leave-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path }) =>
        modules.includes(path) ? { path, external: true } : undefined,
      );
    },
  };
}

/** Takes our packages from their sources, of which esbuild leaves out what is not used. */
function ownSources() {
  return {
    name: 'own-sources',
    setup({ onResolve }) {
      onResolve({ filter: /^@nx-peak\// }, ({ path }) => {
        const [, name, part = ''] = path.split('/');
        const source = join(packages, name, 'src', part);
        const file = [`${source}.ts`, join(source, 'index.ts')].find(existsSync);
        if (file === undefined) {
          throw new Error(`${path}: no source at ${source}`);
        }
        return { path: file, sideEffects: false };
      });
    },
  };
}

/** Loads our package.json with its version alone: nothing else of it is of interest. */
function ownVersion() {
  return {
    name: 'own-version',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]nx-peak[\\/]package\.json$/ }, ({ path }) => ({
        contents: JSON.stringify({ version: readPackage(dirname(path)).version }),
        loader: 'json',
      }));
    },
  };
}

/**
 * What a bundle loads lazily is looked for beside nx-peak, whichever of our packages the code is of:
 * so nx-peak has to depend on it, and on the same versions.
 */
function checkDependencies({ inputs }) {
  for (const [input, { imports }] of Object.entries(inputs)) {
    for (const { path } of imports.filter(
      ({ path, external }) => external && LAZY.includes(path),
    )) {
      const [ours, theirs] = [here, packageFolder(join(packages, input))].map(
        (folder) => readPackage(folder).dependencies?.[path],
      );
      if (ours === undefined || ours !== theirs) {
        throw new Error(`nx-peak depends on ${path} ${ours}, the package of ${input} on ${theirs}`);
      }
    }
  }
}

/** Puts the licence of every package that is not ours on top of a bundle that holds code of it. */
function addLicences(outfile, inputs) {
  const folders = new Set(
    inputs
      .map((input) => join(packages, input))
      .filter((file) => file.includes(`${sep}node_modules${sep}`))
      .map(packageFolder),
  );
  const licences = [...folders].map((folder) => {
    const { name } = readPackage(folder);
    const text = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt']
      .map((file) => join(folder, file))
      .find(existsSync);
    if (text === undefined) {
      throw new Error(`${relative(packages, folder)} has no licence text, so it cannot be bundled`);
    }
    return `/*! ${name}\n${readFileSync(text, 'utf8').trim()}\n*/\n`;
  });
  if (licences.length > 0) {
    writeFileSync(outfile, licences.join('') + readFileSync(outfile, 'utf8'));
  }
}

function packageFolder(file) {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json'))) {
    folder = dirname(folder);
  }
  return folder;
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
