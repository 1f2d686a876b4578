import type { Tree } from 'nx/src/devkit-exports';

/** The files of a workspace in memory, as far as the generator reads and writes them. */
export function treeOf(files: Record<string, string>): {
  tree: Tree;
  files: Record<string, string>;
} {
  const tree: Pick<Tree, 'root' | 'exists' | 'read' | 'write'> = {
    root: '/workspace',
    exists: (path: string) => path in files,
    read: ((path: string) => files[path] ?? null) as Tree['read'],
    write: (path: string, content: string | Buffer) => {
      files[path] = content.toString();
    },
  };
  return { tree: tree as Tree, files };
}
