/**
 * Writes the tables of docs/api.md from the types that the packages publish: what each exports, and
 * the first sentence of its docstring. With `--check` it writes nothing and ends with 1 when the page
 * is not as it would write it, or an export has no docstring. The packages have to be built.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs', 'api.md');

const before = readFileSync(page, 'utf8');
const PLACES = /(<!-- exports of (\S+) -->\n)[^]*?(?=\n<!-- end -->)/g;
const files = new Map(
  [...before.matchAll(PLACES)].map(([, , name]) => [name, declarationsOf(name)]),
);
const program = ts.createProgram([...files.values()], {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
});
/** What has no docstring. */
const unexplained = [];
const checker = program.getTypeChecker();
const after = await format(
  before.replace(PLACES, (_, start, name) => `${start}\n${tableOf(files.get(name))}\n`),
  { ...(await resolveConfig(page)), filepath: page },
);
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== before) {
  console.error('The tables of docs/api.md are old. Write them anew with: npm run api');
  process.exitCode = 1;
}
if (process.argv.includes('--check') && unexplained.length > 0) {
  console.error(`Without a docstring that begins with a sentence: ${unexplained.join(', ')}`);
  process.exitCode = 1;
}

function tableOf(file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  const rows = checker
    .getExportsOfModule(module)
    .map(rowOf)
    .sort(([one], [other]) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  return [['name', 'is a', 'what it is'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** @param name what is imported: `@nx-peak/run-record/reports` */
function declarationsOf(name) {
  const [, packageName, path = '.'] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(name);
  const folder = join(root, 'node_modules', packageName);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, exports[path === '.' ? '.' : `./${path}`].types);
}

function rowOf(symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const text = ts.displayPartsToString(target.getDocumentationComment(checker));
  const sentence = firstSentence(text);
  if (sentence === '') {
    unexplained.push(symbol.name);
  }
  return [`\`${symbol.name}\``, kindOf(target), sentence];
}

function kindOf({ flags }) {
  const kinds = [
    [ts.SymbolFlags.Class, 'class'],
    [ts.SymbolFlags.Function, 'function'],
    [ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias, 'type'],
  ];
  return kinds.find(([flag]) => flags & flag)?.[1] ?? 'value';
}

/** Up to the first full stop, colon or semicolon: a cell has one line. A list says nothing without its type. */
function firstSentence(text) {
  const paragraph = text
    .split(/\n\s*(?:\n|- )/)[0]
    .replace(/\s+/g, ' ')
    .trim();
  if (paragraph.startsWith('- ')) {
    return '';
  }
  const sentence = /^.*?(?<!e\.g)[.;:](?= |$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.replace(/[.:;]$/, '').replaceAll('|', '\\|');
}
