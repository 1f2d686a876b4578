import { npm } from './npm';

/** The versions of nx that nx-peak is held to, oldest first: one of each supported minor line. */
export const pinnedVersions = [
  '20.8.4',
  '21.6.11',
  '22.0.4',
  '22.7.12',
  '23.3.2',
  '24.0.6',
] as const;

/** What the registry was asked, once a jest process. */
export interface NewestPatches {
  /** The newest patch of each pinned line, where it is not the pinned one. */
  readonly versions: readonly string[];
  /** Why the registry could not tell. */
  readonly failure?: string;
}

/** The newest patches the registry offers now, of the lines of `pinnedVersions`. */
export function newestPatches(): NewestPatches {
  try {
    const offered: unknown = JSON.parse(npm(['view', 'nx', 'versions', '--json'], __dirname));
    return { versions: newerThanPinned(offered as readonly string[]) };
  } catch (error) {
    return { versions: [], failure: String(error) };
  }
}

/** `24.0` of `24.0.6`. */
export function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Whether a version is at least another one, given as `major.minor` (or longer). */
export function isAtLeast(version: string, least: string): boolean {
  return compare(version, least) >= 0;
}

/** The newest stable version of each pinned line, where it is newer than the pinned one. */
export function newerThanPinned(offered: readonly string[]): string[] {
  const stable = offered.filter((version) => /^\d+\.\d+\.\d+$/.test(version));
  return pinnedVersions.flatMap((pinned) => {
    const newest = stable
      .filter((version) => lineOf(version) === lineOf(pinned))
      .sort(compare)
      .at(-1);
    return newest !== undefined && compare(newest, pinned) > 0 ? [newest] : [];
  });
}

function compare(one: string, other: string): number {
  const [ones, others] = [one, other].map((version) => version.split('.').map(Number));
  const different = ones?.findIndex((part, index) => part !== (others?.[index] ?? 0)) ?? -1;
  return different < 0 ? 0 : (ones?.[different] ?? 0) - (others?.[different] ?? 0);
}
