import type * as Devkit from 'nx/src/devkit-exports';

/** What has to be known of a workspace to say whether its root is a project. */
export interface WorkspaceFiles {
  /** The text of a file at the root; undefined when it is not there. */
  readonly read: (name: string) => string | undefined;
  /** Nx's own interface. It may throw: the root's files decide then. */
  readonly loadDevkit: () => unknown;
}

/**
 * Whether the workspace's root is a project, so that all files below it are inputs by default. The
 * project graph decides, since any plugin may find a project there; without a graph, the root's own files.
 */
export function isRootProject({ read, loadDevkit }: WorkspaceFiles): boolean {
  try {
    const { readCachedProjectGraph } = loadDevkit() as typeof Devkit;
    return Object.values(readCachedProjectGraph().nodes).some(({ data }) => data.root === '.');
  } catch {
    return read('project.json') !== undefined || hasNxKey(read('package.json') ?? '{}');
  }
}

function hasNxKey(manifest: string): boolean {
  try {
    return (JSON.parse(manifest) as { nx?: unknown }).nx !== undefined;
  } catch {
    return false; // nx itself reports what is wrong with it
  }
}
