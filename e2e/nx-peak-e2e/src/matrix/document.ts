import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BEGIN = '<!-- matrix:begin -->';
const END = '<!-- matrix:end -->';

/** The documentation that shows the matrix between two comments. */
const DOCUMENT = join(__dirname, '../../../../docs/internals/compatibility.md');

/** What a difference is put right with. */
export const updateCommand = 'PEAK_E2E_UPDATE_DOCS=true npx nx run nx-peak-e2e:matrix';

/** What the documentation shows now; undefined when it has no place for it. */
export function documentedMatrix(): string | undefined {
  return new RegExp(`${BEGIN}([^]*)${END}`).exec(readFileSync(DOCUMENT, 'utf8'))?.[1]?.trim();
}

/** Puts the matrix there, at the end when there is no place for it yet. */
export function documentMatrix(matrix: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const section = `${BEGIN}\n\n${matrix}\n\n${END}`;
  const place = new RegExp(`${BEGIN}[^]*${END}`);
  writeFileSync(
    DOCUMENT,
    place.test(text)
      ? text.replace(place, () => section)
      : `${text.trimEnd()}\n\n## What is checked\n\n${section}\n`,
  );
}
