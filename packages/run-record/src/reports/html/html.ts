import { createHash } from 'node:crypto';
import type { RunData } from '../../runs/read-run';
import { makePageData } from './make-page-data';
import { readPageAssets } from './page-assets';

/**
 * A run as a page: one file that needs nothing else, for a browser to open from disk. Its
 * Content-Security-Policy allows its own script and style alone, by their hashes, and no network.
 *
 * @throws when the package's page was not bundled
 */
export function renderHtml(run: RunData): string {
  const { script, style } = readPageAssets();
  const data = makePageData(run);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapedText(`Memory of ${data.command}`)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page draws the record of a run with a script of its own, which is switched off here.</noscript>
<main id="page"></main>
<script type="application/json" id="data">${escapedJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

function escapedText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON in which nothing can end the element around it: no name may close a script. */
function escapedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
