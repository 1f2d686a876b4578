import { isRootProject } from './root-project';

function isProject(files: Readonly<Record<string, string>>, roots?: readonly string[]): boolean {
  return isRootProject({
    read: (name) => files[name],
    loadDevkit: () => ({
      readCachedProjectGraph: () => {
        if (roots === undefined) {
          throw new Error('no cached graph');
        }
        return { nodes: Object.fromEntries(roots.map((root) => [root, { data: { root } }])) };
      },
    }),
  });
}

describe('whether the root of a workspace is a project', () => {
  it('is decided by the project graph, whatever files there are', () => {
    expect(isProject({}, ['a', '.'])).toBe(true);
    expect(isProject({ 'project.json': '{}' }, ['a'])).toBe(false);
  });

  it('is decided by the files of the root where there is no graph', () => {
    expect(isProject({ 'project.json': '{}' })).toBe(true);
    expect(isProject({ 'package.json': '{ "nx": {} }' })).toBe(true);
    expect(isProject({ 'package.json': '{}' })).toBe(false);
    expect(isProject({ 'package.json': '{' })).toBe(false);
    expect(isProject({})).toBe(false);
  });
});
