import { FLAG_FORM } from '../switch';

/** The forms of the flag, as the code of an expression. */
const FLAG = String(FLAG_FORM);

/** Whether the flag is among the arguments of `nx exec`: what follows `--` is the command's own. */
export const FLAG_BEFORE_COMMAND = `process.argv.slice(0, Math.max(0, process.argv.indexOf('--'))).some((a) => ${FLAG}.test(a))`;

const MARKER = '// nx-peak link (undo with: npx nx-peak unlink)';

/**
 * The line that loads nx-peak, put at the end of nx's `run-command.js`. With the switch off it
 * looks at one environment variable and at nx's arguments.
 */
export const LINK_LINE = lineThat(
  `!/^(|0|false)$/.test(process.env.NX_LOG_HEAP_USAGE || '') || process.argv.some((a) => ${FLAG}.test(a))`,
  '../utils/workspace-root',
  'attach(module)',
);

/**
 * The line that loads nx-peak, put at the end of nx's `exec.js`. It looks at nx's arguments alone:
 * a switch in the environment reaches the `nx run` that `nx exec` starts without our help.
 */
export const EXEC_LINK_LINE = lineThat(
  FLAG_BEFORE_COMMAND,
  '../../utils/workspace-root',
  'attachExec()',
);

/**
 * When `condition` holds, it looks for nx-peak from the workspace's root, then from nx itself
 * (pnpm's strict layout, bun and `.nx/installation` differ in which of the two can see it), and
 * stays silent when there is none.
 */
function lineThat(condition: string, workspaceRoot: string, call: string): string {
  return [
    `if (${condition}) {`,
    `let nxPeak;`,
    `try { nxPeak = require.resolve('nx-peak/register', { paths: [require('${workspaceRoot}').workspaceRoot, __dirname] }); } catch {}`,
    `if (nxPeak) try { require(nxPeak).${call}; } catch (e) { console.error('nx-peak: ' + String(e.message).split('\\n')[0]); }`,
    `}`,
    MARKER,
  ].join(' ');
}

export type LinkState = 'linked' | 'outdated' | 'not-linked';

/** Whether a file's text has this very line, that of another version, or none. */
export function linkStateOf(text: string, line = LINK_LINE): LinkState {
  const found = findLine(text);
  if (found === undefined) {
    return 'not-linked';
  }
  return found === line ? 'linked' : 'outdated';
}

/** The text with the line at its end, replacing that of another version. */
export function withLink(text: string, line = LINK_LINE): string {
  const original = withoutLink(text);
  // How the line is joined tells `withoutLink` whether the original ended in a newline.
  return original.endsWith('\n') ? `${original}${line}\n` : `${original}\n${line}`;
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
