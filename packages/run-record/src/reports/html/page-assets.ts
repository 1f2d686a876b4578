import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Beside the compiled code, from the sources as well as from the compiled code itself. */
const FOLDER = join(__dirname, '..', '..', '..', 'dist', 'page');

/**
 * The page's own script and style, each in one piece with the libraries it uses.
 *
 * @throws when the package was compiled, but its page not bundled
 */
export function readPageAssets(): PageAssets {
  try {
    return {
      script: readFileSync(join(FOLDER, 'page.js'), 'utf8'),
      style: readFileSync(join(FOLDER, 'style.css'), 'utf8'),
    };
  } catch (error) {
    throw new Error(
      `The script of the page is missing in ${FOLDER}: build the package (nx build run-record).`,
      { cause: error },
    );
  }
}
