import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GroupFolder {
  readonly folder: string;
  readonly version: 1 | 2;
}

/** The cgroup this process is in: of the v1 memory hierarchy if there is one, else of v2. */
export function ownGroupFolder(): GroupFolder | undefined {
  return groupFolder(
    readFileSync('/proc/self/cgroup', 'utf8'),
    readFileSync('/proc/self/mountinfo', 'utf8'),
  );
}

/**
 * From the texts of /proc/self/cgroup (`id:controllers:path`) and /proc/self/mountinfo
 * (`id parent dev root mountpoint options ... - type source superoptions`), see cgroups(7), proc(5).
 */
export function groupFolder(cgroup: string, mountinfo: string): GroupFolder | undefined {
  const memberships = cgroup
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .flatMap((match) => (match === null ? [] : [{ controllers: match[1], path: match[2] ?? '' }]));
  const mounts = mountinfo
    .split('\n')
    .map((line) => /^\d+ \d+ \S+ (\S+) (\S+) .*- (cgroup2?) \S+ (\S+)$/.exec(line))
    .flatMap((match) =>
      match === null
        ? []
        : [
            {
              root: match[1] ?? '',
              point: match[2] ?? '',
              type: match[3],
              options: match[4] ?? '',
            },
          ],
    );
  const v1 = memberships.find(({ controllers }) => controllers?.split(',').includes('memory'));
  const v1Mount = mounts.find(
    ({ type, options }) => type === 'cgroup' && options.split(',').includes('memory'),
  );
  if (v1 !== undefined && v1Mount !== undefined) {
    return { folder: join(v1Mount.point, within(v1Mount.root, v1.path)), version: 1 };
  }
  const v2 = memberships.find(({ controllers }) => controllers === '');
  const v2Mount = mounts.find(({ type }) => type === 'cgroup2');
  return v2 === undefined || v2Mount === undefined
    ? undefined
    : { folder: join(v2Mount.point, within(v2Mount.root, v2.path)), version: 2 };
}

/** The path below the mount, which may show a part of the hierarchy only (a container's). */
function within(root: string, path: string): string {
  return path === root || path.startsWith(root === '/' ? '/' : `${root}/`)
    ? path.slice(root === '/' ? 0 : root.length)
    : path;
}
