/**
 * The line that loads nx-peak, put at the end of nx's `run-command.js`. With the switch off it
 * looks at one environment variable and at nx's arguments. With it on, it looks for nx-peak from the workspace's
 * root, then from nx itself (pnpm's strict layout, bun and `.nx/installation` differ in which
 * of the two can see it), and stays silent when there is none.
 */
const CODE = [
  `if (!/^(|0|false)$/.test(process.env.NX_LOG_HEAP_USAGE || '') || process.argv.some((a) => /^--(no-)?log-?heap-?usage/i.test(a))) {`,
  `let nxPeak;`,
  `try { nxPeak = require.resolve('nx-peak/register', { paths: [require('../utils/workspace-root').workspaceRoot, __dirname] }); } catch {}`,
  `if (nxPeak) try { require(nxPeak).attach(module); } catch (e) { console.error('nx-peak: ' + String(e.message).split('\\n')[0]); }`,
  `}`,
].join(' ');

const MARKER = '// nx-peak link (undo with: npx nx-peak unlink)';

export const LINK_LINE = `${CODE} ${MARKER}`;

export type LinkState = 'linked' | 'outdated' | 'not linked';

/** Whether a file's text holds the line of this version, that of another version, or none. */
export function linkStateOf(text: string): LinkState {
  const line = findLine(text);
  if (line === undefined) {
    return 'not linked';
  }
  return line === LINK_LINE ? 'linked' : 'outdated';
}

/** The text with the line at its end, replacing that of another version. */
export function withLink(text: string): string {
  const original = withoutLink(text);
  // How the line is joined tells `withoutLink` whether the original ended in a newline.
  return original.endsWith('\n') ? `${original}${LINK_LINE}\n` : `${original}\n${LINK_LINE}`;
}

/** The text as it was before `withLink`, byte for byte. */
export function withoutLink(text: string): string {
  const line = findLine(text);
  if (line === undefined) {
    return text;
  }
  const start = text.lastIndexOf(line);
  const before = text.slice(0, start);
  const after = text.slice(start + line.length);
  return after.startsWith('\n') ? before + after.slice(1) : before.replace(/\n$/, '') + after;
}

/** The line that carries our marker, of whatever version. */
function findLine(text: string): string | undefined {
  return text.split('\n').findLast((line) => line.endsWith(MARKER));
}
