import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { SETTINGS_FILE } from '../paths';
import type { SettingsFile, WrittenOption } from './file';

/** The key by which editors find the schema. It is no setting. */
const SCHEMA_KEY = '$schema';

/**
 * The options in the text of `nx-peak.json`: a JSON object that may have comments and trailing
 * commas. A text that is no such object has one problem and no options.
 */
export function parseSettingsFile(source: string): SettingsFile {
  const text = source.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const at = placeOf(text, error.offset);
    return problem(`${at}: this is not JSON: ${sentenceOf(error)}. Using the defaults.`);
  }
  if (root?.type !== 'object') {
    const value =
      root === undefined ? 'nothing' : text.slice(root.offset, root.offset + root.length);
    return problem(
      `${placeOf(text, root?.offset ?? 0)}: an object is expected, not ${value}. Using the defaults.`,
    );
  }
  return {
    options: (root.children ?? [])
      .flatMap((property) => optionOf(text, property))
      .filter(({ name }) => name !== SCHEMA_KEY),
    problems: [],
  };
}

function problem(message: string): SettingsFile {
  return { options: [], problems: [{ message }] };
}

function optionOf(text: string, { children: [name, value] = [] }: Node): WrittenOption[] {
  return name === undefined || value === undefined
    ? []
    : [
        {
          name: String(name.value),
          value: getNodeValue(value) as unknown,
          nameAt: placeOf(text, name.offset),
          valueAt: placeOf(text, value.offset),
        },
      ];
}

/** `nx-peak.json:3:5`, as editors and terminals link it: line and column from 1, columns in UTF-16 units. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `${SETTINGS_FILE}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** `CommaExpected` -> `comma expected`. */
function sentenceOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}
