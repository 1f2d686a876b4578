import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceHere } from '@nx-peak/diagnosis';
import ts from 'typescript';
import { expectCode } from '../../link/link-file';
import { WHY_TO_MOVE } from '../../settings/nx-json-entry';
import { readSwitch } from '../../switch';

const page = readFileSync(join(__dirname, '../../../../../docs/troubleshooting.md'), 'utf8');

/** What the doctor says, as the page has it, without marks and code quotes; `…` stands for what differs. */
const lines = [...page.matchAll(/^\| [✔·✖] ([^|]+?) *\|/gm)].map(([, line = '']) =>
  line.replaceAll('`', ''),
);

/** A text of the sources in its fixed parts: between them is what differs. */
type Parts = readonly string[];

function partsOf(node: ts.Expression): Parts[] {
  if (ts.isStringLiteralLike(node)) {
    return [[node.text]];
  }
  if (ts.isTemplateExpression(node)) {
    return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]];
  }
  return ts.isConditionalExpression(node)
    ? [...partsOf(node.whenTrue), ...partsOf(node.whenFalse)]
    : [];
}

/** Every text of a finding that is written in a source. */
function textsIn(file: string): Parts[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: Parts[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'text') {
      found.push(...partsOf(node.initializer));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function escaped(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function pattern(parts: Parts): RegExp {
  return new RegExp(`^${parts.map(escaped).join('.*')}$`);
}

const written = readdirSync(__dirname)
  .filter((name) => !name.endsWith('.spec.ts'))
  .flatMap((name) => textsIn(join(__dirname, name)))
  // What has no word of its own comes from elsewhere.
  .filter((parts) => /[a-z]{2}/.test(parts.join('')));

const NAMED: Readonly<Record<string, () => string>> = {
  'a switch that is neither on nor off': () => {
    const state = readSwitch({ NX_LOG_HEAP_USAGE: 'perhaps' });
    return state.kind === 'invalid' ? state.message : '';
  },
  'the evidence of running out of memory': () => evidenceHere().text,
  'a damaged file of nx': () => {
    try {
      expectCode('run-command.js', '{');
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  },
  'an entry in nx.json': () =>
    `nx.json names nx-peak among its plugins: ${WHY_TO_MOVE}. Remove it (npx nx g nx-peak:init does that)`,
};

describe('docs/troubleshooting.md', () => {
  it('is compared with every text of a finding', () => {
    expect(written.length).toBeGreaterThan(25);
  });

  it.each(written.map((parts) => [parts.join('…'), parts] as const))(
    'has the line of the doctor: %s',
    (_, parts) => {
      expect(lines.filter((line) => pattern(parts).test(line))).not.toEqual([]);
    },
  );

  it.each(Object.entries(NAMED))('has the line of the doctor about %s', (_, textOf) => {
    const text = textOf();
    expect(lines.filter((line) => pattern(line.split('…')).test(text))).not.toEqual([]);
  });
});
