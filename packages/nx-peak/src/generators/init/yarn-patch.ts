import { LINK_LINE, withLink } from '../../link/link-line';

/** Where the patch is kept, relative to the workspace's root. */
export const PATCH_FILE = '.yarn/patches/nx-peak-link.patch';

/** How many lines before the added one show Yarn where it belongs. */
const CONTEXT_LINES = 3;

/**
 * A patch that adds a link line to a file of nx, for Yarn Plug'n'Play, where nx lies in a zip and cannot
 * be linked in place. Patches of several files can follow each other in one.
 *
 * @param file the file within the package nx, with forward slashes
 * @param text the file's text, without the line; it must end in a newline, as nx's files do
 * @param line the line to add, by default that of `run-command.js`
 */
export function yarnPatch(file: string, text: string, line = LINK_LINE): string {
  const before = text.split('\n').slice(0, -1);
  const context = before.slice(-CONTEXT_LINES);
  const added = withLink(text, line).slice(text.length).replace(/\n$/, '');
  const start = before.length - context.length + 1;
  return [
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${start},${context.length} +${start},${context.length + 1} @@`,
    ...context.map((line) => ` ${line}`),
    `+${added}`,
    '',
  ].join('\n');
}

/**
 * The entry for `resolutions` in package.json that makes Yarn apply the patch to one version of nx.
 * It is not used for another version, so that no update of nx can fail for it. `optional!` makes a
 * patch that does not apply a warning.
 *
 * @param range how the workspace asks for nx, a version or a range
 * @param version the version that is installed
 */
export function patchResolution(range: string, version: string): [key: string, value: string] {
  return [`nx@npm:${range}`, `patch:nx@npm%3A${version}#optional!~/${PATCH_FILE}`];
}
