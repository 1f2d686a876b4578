import { ignoreSettings } from './ignore-settings';
import { treeOf } from './testing/tree-of';

describe('the files of nx-peak in a workspace whose root is a project', () => {
  it('are ignored by Nx, after what is ignored already', () => {
    const { tree, files } = treeOf({ '.nxignore': 'tmp' });
    expect(ignoreSettings(tree, true)).toEqual([
      'added /nx-peak.json and /nx-peak-baseline.json to .nxignore: they are no inputs of the root project',
    ]);
    expect(files['.nxignore']).toBe('tmp\n/nx-peak.json\n/nx-peak-baseline.json\n');
    expect(ignoreSettings(tree, true)).toEqual([]);
  });

  it('are not named twice', () => {
    const { tree, files } = treeOf({ '.nxignore': 'nx-peak.json\r\n' });
    ignoreSettings(tree, true);
    expect(files['.nxignore']).toBe('nx-peak.json\r\n/nx-peak-baseline.json\n');
  });
});

describe('a workspace whose root is no project', () => {
  it('needs no .nxignore: no hash has its files', () => {
    const { tree, files } = treeOf({});
    expect(ignoreSettings(tree, false)).toEqual([]);
    expect(files).toEqual({});
  });
});
