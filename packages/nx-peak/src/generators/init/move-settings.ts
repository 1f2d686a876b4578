import { applyEdits, modify, parse } from 'jsonc-parser';
import type { Tree } from 'nx/src/devkit-exports';
import { SETTINGS_FILE } from '../../paths';
import { findNxJsonEntry, isOurs } from '../../settings/nx-json-entry';

/** Where editors find the schema; with Plug'n'Play there is no such path. */
const SCHEMA = './node_modules/nx-peak/schema/nx-peak.schema.json';

/**
 * Writes `nx-peak.json` if there is none, and moves what an nx-peak entry in nx.json sets there. An
 * option that `nx-peak.json` has already stays as it is. Comments of both files stay.
 *
 * @returns what it did, in sentences
 */
export function moveSettings(tree: Tree, pnp: boolean): string[] {
  return [...writeSettings(tree, pnp), ...removeEntry(tree)];
}

function writeSettings(tree: Tree, pnp: boolean): string[] {
  const options = findNxJsonEntry(parse(tree.read('nx.json', 'utf8') ?? '{}'))?.options ?? {};
  const before = tree.read(SETTINGS_FILE, 'utf8');
  const existing: unknown = before === null ? {} : parse(before);
  const missing = Object.entries(options).filter(
    ([name]) => !Object.hasOwn(existing as object, name),
  );
  if (before === null) {
    const settings = { ...(pnp ? {} : { $schema: SCHEMA }), ...options };
    tree.write(SETTINGS_FILE, `${JSON.stringify(settings, undefined, 2)}\n`);
    return [`wrote ${SETTINGS_FILE}${moved(Object.keys(options))}`];
  }
  if (missing.length === 0) {
    return [];
  }
  const after = missing.reduce((text, [name, value]) => edit(text, [name], value), before);
  tree.write(SETTINGS_FILE, after);
  return [`added to ${SETTINGS_FILE}${moved(missing.map(([name]) => name))}`];
}

function removeEntry(tree: Tree): string[] {
  const text = tree.read('nx.json', 'utf8') ?? '{}';
  const { plugins } = parse(text) as { plugins?: unknown };
  if (!Array.isArray(plugins) || !plugins.some(isOurs)) {
    return [];
  }
  const after = plugins.every(isOurs)
    ? edit(text, ['plugins'], undefined)
    : plugins
        .flatMap((plugin, i) => (isOurs(plugin) ? [i] : []))
        .reverse() // from the end: the places before stay as they are
        .reduce((left, i) => edit(left, ['plugins', i], undefined), text);
  tree.write('nx.json', after);
  return ['took nx-peak out of the plugins in nx.json, where it made every nx command slower'];
}

function moved(names: readonly string[]): string {
  return names.length === 0 ? '' : `, with ${names.join(', ')} from nx.json`;
}

function edit(text: string, path: (string | number)[], value: unknown): string {
  const insertSpaces = !/^\t/m.test(text);
  const tabSize = /^ +(?=")/m.exec(text)?.[0].length ?? 2;
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions: { insertSpaces, tabSize } }),
  );
}
