import { stripVTControlCharacters } from 'node:util';

const ESCAPE = '\u001b';
const FIGURE = String.raw`(?:<1MB|\d+MB|\d+\.\dGB)`;
const SUFFIX = String.raw` \(peak: (${FIGURE})\)`;
const DIM_SUFFIX = new RegExp(`${ESCAPE}\\[2m${SUFFIX}${ESCAPE}\\[22m`, 'g');
const PLAIN_SUFFIX = new RegExp(SUFFIX, 'g');
/** The row in Nx's performance report. */
const MEMORY_ROW = /^ {2}Peak memory: .*\n/gm;
/** The block on the whole run: the peak, up to five tasks below each other, nx itself, what was not sampled. */
const BLOCK = [
  String.raw` {2}Memory peak: {7}${FIGURE} of ${FIGURE} \((?:<1|\d+)%, (?:machine|container limit)\), [\d.ms ]+ into the run(?: \(tasks ${FIGURE}, nx itself ${FIGURE}\))?\n`,
  String.raw` {2}Heaviest tasks: {4} *${FIGURE} {2}\S.*\n`,
  String.raw`(?: {21} *${FIGURE} {2}\S.*\n){0,4}`,
  String.raw`(?: {2}Nx itself: {8,}${FIGURE} .*\n)?`,
  String.raw`(?: {2}Not sampled: {7}\d+ of \d+ tasks \(.*\)\n)?`,
].join('');
/** The block stands below the last row of Nx's report, or by itself with an empty line after it. */
const BLOCK_IN_REPORT = new RegExp(`(?<=^ {2}Recoverable time: .*\n)${BLOCK}`, 'gm');
const BLOCK_ALONE = new RegExp(`^${BLOCK}\n`, 'gm');

/** The text without colours and other escape sequences. */
export function stripAnsi(text: string): string {
  return stripVTControlCharacters(text);
}

/** The block on the memory of the whole run; undefined when there is none. */
export function blockOf(output: string): string | undefined {
  return new RegExp(`^${BLOCK}`, 'm').exec(stripAnsi(output))?.[0];
}

/**
 * The text without the product's suffixes (and the dim of them), its row in Nx's report, and its
 * block on the whole run.
 */
export function withoutPeaks(text: string): string {
  return text
    .replace(BLOCK_IN_REPORT, '')
    .replace(BLOCK_ALONE, '')
    .replace(MEMORY_ROW, '')
    .replace(DIM_SUFFIX, '')
    .replace(PLAIN_SUFFIX, '');
}

/** The text with every duration nx prints (`842ms`, `1.9s`, `1m 3s`) replaced by `<time>`. */
export function withoutDurations(text: string): string {
  return text.replace(/<1ms|\b\d+m \d+(?:\.\d+)?s\b|\b\d+(?:\.\d+)?(?:ms|s)\b/g, '<time>');
}

/** The one line (without colours) that holds the text; an error when none or several do. */
export function lineWith(output: string, text: string): string {
  const lines = stripAnsi(output).split(/\r?\n/);
  const matching = lines.filter((line) => line.includes(text));
  const [line] = matching;
  if (line === undefined || matching.length > 1) {
    throw new Error(`${matching.length} lines hold "${text}" in:\n${stripAnsi(output)}`);
  }
  return line;
}

/** The bytes a line's peak stands for, or undefined when it shows none. `<1MB` counts as 1 MB. */
export function peakOf(line: string): number | undefined {
  const figure = new RegExp(SUFFIX).exec(stripAnsi(line))?.[1];
  if (figure === undefined) {
    return undefined;
  }
  const unit = figure.endsWith('GB') ? 1024 ** 3 : 1024 ** 2;
  return Number.parseFloat(figure.replace('<', '')) * unit;
}
