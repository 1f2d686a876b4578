import { moveSettings } from './move-settings';
import { treeOf } from './testing/tree-of';

const schema = './node_modules/nx-peak/schema/nx-peak.schema.json';

describe('nx-peak.json', () => {
  it('is written with its schema, for editors', () => {
    const { tree, files } = treeOf({ 'nx.json': '{}' });
    expect(moveSettings(tree, false)).toEqual(['wrote nx-peak.json']);
    expect(files['nx-peak.json']).toBe(`{\n  "$schema": "${schema}"\n}\n`);
    expect(files['nx.json']).toBe('{}');
  });

  it('has no path of a schema where there is no node_modules', () => {
    const { tree, files } = treeOf({ 'nx.json': '{}' });
    moveSettings(tree, true);
    expect(files['nx-peak.json']).toBe('{}\n');
  });

  it('is left as it is when it is there', () => {
    const { tree, files } = treeOf({ 'nx.json': '{}', 'nx-peak.json': '{ "keepRuns": 2 }' });
    expect(moveSettings(tree, false)).toEqual([]);
    expect(files['nx-peak.json']).toBe('{ "keepRuns": 2 }');
  });
});

describe('an entry of nx-peak in nx.json', () => {
  const nxJson = `{
  // theirs
  "plugins": [
    "@nx/js",
    { "plugin": "nx-peak", "options": { "intervalMs": 250, "record": false } },
    "@nx/vite"
  ]
}
`;

  it('moves to nx-peak.json, and the rest of nx.json stays, with its comments', () => {
    const { tree, files } = treeOf({ 'nx.json': nxJson });
    expect(moveSettings(tree, false)).toEqual([
      'wrote nx-peak.json, with intervalMs, record from nx.json',
      'took nx-peak out of the plugins in nx.json, where it made every nx command slower',
    ]);
    expect(JSON.parse(files['nx-peak.json'] ?? '')).toEqual({
      $schema: schema,
      intervalMs: 250,
      record: false,
    });
    expect(files['nx.json']).toContain('// theirs');
    expect(files['nx.json']).not.toContain('nx-peak');
    expect(files['nx.json']).toMatch(/"@nx\/js",\s+"@nx\/vite"/);
  });

  it('adds what an nx-peak.json does not set yet, and changes nothing that it sets', () => {
    const { tree, files } = treeOf({
      'nx.json': nxJson,
      'nx-peak.json': '{\n  // ours\n  "record": true\n}\n',
    });
    expect(moveSettings(tree, false)[0]).toBe(
      'added to nx-peak.json, with intervalMs from nx.json',
    );
    expect(files['nx-peak.json']).toBe('{\n  // ours\n  "record": true,\n  "intervalMs": 250\n}\n');
  });

  it('takes the list of plugins with it when it was alone there', () => {
    const { tree, files } = treeOf({ 'nx.json': '{ "plugins": ["nx-peak"], "parallel": 2 }' });
    moveSettings(tree, false);
    expect(JSON.parse(files['nx.json'] ?? '')).toEqual({ parallel: 2 });
  });

  it('is moved once', () => {
    const { tree, files } = treeOf({ 'nx.json': nxJson });
    moveSettings(tree, false);
    const before = { ...files };
    expect(moveSettings(tree, false)).toEqual([]);
    expect(files).toEqual(before);
  });
});
