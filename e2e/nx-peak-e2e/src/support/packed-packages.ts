import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npm } from './npm';

export const REPOSITORY = resolve(__dirname, '../../../..');

/** The package that users install; the others come with it. */
const MAIN_PACKAGE = 'nx-peak';

/**
 * Packs every package of the repository that is published, as it is published, into `tarballs` of the
 * base.
 *
 * @throws Error naming a package that is not built
 */
export function packPackages(base: string): void {
  for (const { folder, main = 'dist' } of publishedPackages()) {
    if (!existsSync(join(folder, main))) {
      throw new Error(
        `${folder} is not built: run \`npx nx run nx-peak-e2e:e2e\`, which builds it`,
      );
    }
    npm(['pack', '--ignore-scripts', '--pack-destination', join(base, 'tarballs')], folder);
  }
}

/** What `packPackages` has packed, as dependencies: `file:` and the archive by the package's name. */
export function packedPackages(base: string): Record<string, string> {
  return Object.fromEntries(
    publishedPackages().map(({ name, version }) => [
      name,
      // npm calls `@scope/name` in version 1.0.0 `scope-name-1.0.0.tgz`.
      `file:${join(base, 'tarballs', `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)}`,
    ]),
  );
}

/** The packed package that users install. */
export function mainPackage(base: string): Record<string, string> {
  return pick(base, (name) => name === MAIN_PACKAGE);
}

/** The packed packages it depends on: until these are in a registry, their versions lead nowhere. */
export function packedDependencies(base: string): Record<string, string> {
  return pick(base, (name) => name !== MAIN_PACKAGE);
}

function pick(base: string, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(packedPackages(base)).filter(([name]) => wanted(name)));
}

interface PublishedPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly main?: string;
}

function publishedPackages(): PublishedPackage[] {
  const packages = join(REPOSITORY, 'packages');
  return readdirSync(packages)
    .map((entry) => join(packages, entry))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, ...manifestIn(folder) }))
    .filter(({ private: isPrivate = false }) => !isPrivate);
}

type Manifest = Pick<PublishedPackage, 'name' | 'version' | 'main'> & {
  readonly private?: boolean;
};

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
