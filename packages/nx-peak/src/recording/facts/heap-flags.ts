/**
 * The options that size the heap of V8, without leading hyphens: those that Node.js allows in
 * NODE_OPTIONS (Node.js documentation, "Command-line API", `NODE_OPTIONS`, and
 * `process.allowedNodeEnvironmentFlags`), and those V8 has beside them (V8's
 * `src/flags/flag-definitions.h`), which Node.js refuses today.
 */
const HEAP_OPTIONS: ReadonlySet<string> = new Set([
  'max-old-space-size', // MiB
  'max-old-space-size-percentage', // percent of the memory there is; takes precedence over MiB
  'max-semi-space-size', // MiB
  'max-heap-size', // MiB
  'huge-max-old-generation-size', // a switch: 4 GB where there are 16 GB or more
  'min-semi-space-size', // MiB
  'semi-space-growth-factor', // a factor
  'initial-heap-size', // MiB
  'initial-old-space-size', // MiB
]);

/**
 * The options in NODE_OPTIONS that size the heap of V8, and no others: the rest of it is nobody's
 * business. Both spellings of V8 are known, `--max-old-space-size=N` and `--max_old_space_size N`.
 *
 * @param nodeOptions the value of NODE_OPTIONS
 * @returns in one spelling, `--max-old-space-size=4096`, sorted. Of an option given twice the last
 *   counts, as for V8. An option whose value is no number is left out.
 */
export function heapFlagsIn(nodeOptions: string | undefined): readonly string[] {
  const values = new Map<string, string | undefined>();
  const words = wordsIn(nodeOptions ?? '');
  for (const [index, word] of words.entries()) {
    const [, spelled, assigned] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const name = spelled?.replaceAll('_', '-');
    if (name === undefined || !HEAP_OPTIONS.has(name)) {
      continue;
    }
    const value = assigned ?? words[index + 1];
    if (isNumber(value)) {
      values.set(name, value);
    } else if (name === 'huge-max-old-generation-size' && assigned === undefined) {
      values.set(name, undefined);
    }
  }
  return [...values]
    .map(([name, value]) => (value === undefined ? `--${name}` : `--${name}=${value}`))
    .sort();
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d+(?:\.\d+)?%?$/.test(text);
}

/** Words apart by spaces; double quotes keep a word together, a backslash in them escapes (as Node.js). */
function wordsIn(text: string): string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/gs)].map(([word]) =>
    word.replace(/"((?:\\.|[^"\\])*)"?/gs, (_, inside: string) => inside.replace(/\\(.)/gs, '$1')),
  );
}
