import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, there } from '@nx-peak/testkit';
import { itWith } from '@nx-peak/testkit/rig';
import { documentedMatrix, documentMatrix, updateCommand } from './document';
import { legend, markdownOf } from './markdown';
import { resultsOf, type Row, type CellResult } from './row';
import { selectionOf } from './selection';
import { lineOf, newestPatches, pinnedVersions } from '../support/nx-versions';

/**
 * Every kind of task, in every style, on every version of nx: what is printed, recorded and
 * returned. A part of it, by words of the version, style, kind and status (all but those named):
 *
 *     PEAK_E2E_ONLY="22.7 stream nested failure" npx jest --runInBand matrix.spec
 *
 * or a row by jest's own means: `npx jest --runInBand matrix.spec -t '22.7.12 .* stream$'`, both in
 * e2e/nx-peak-e2e and with the packages built. What nx printed stays in `matrix-output`.
 */
const newest = newestPatches();
const versions = [...pinnedVersions, ...newest.versions];
const selection = selectionOf(process.env['PEAK_E2E_ONLY'] ?? '', versions);
const results: CellResult[] = [];

if (newest.failure !== undefined) {
  console.warn(`Newest patches of nx are not tested: ${newest.failure}`);
}

const rows = selection.versions.flatMap((version) =>
  selection.styles.map((style): Row & { name: string } => ({
    version,
    style,
    name: `nx ${version} shows, records and returns each kind of task as it should: ${style.key}`,
  })),
);

describe('the matrix', () => {
  it.concurrent.each(rows)(
    '$name',
    async (row) => {
      const found = await resultsOf(row, selection);
      results.push(...found);
      expect(found.flatMap(failuresOf)).toEqual([]);
    },
    300_000,
  );
});

describe('the documentation', () => {
  const isUpdate = process.env['PEAK_E2E_UPDATE_DOCS'] === 'true';
  const hasPlace = isUpdate || documentedMatrix() !== undefined;
  const isWhole = selection.isComplete && hasPlace;

  itWith(isWhole ? there(true) : missing('only a part of the matrix is run'))(
    'the documentation shows this matrix',
    () => {
      expect(results).toHaveLength(
        rows.length * selection.kinds.length * selection.statuses.length,
      );
      const matrix = `${legend}\n\n${markdownOf(results, pinnedVersions, lineOf)}`;
      writeFileSync(
        join(__dirname, '../../matrix.md'),
        `${legend}\n\n${markdownOf(results, versions, (version) => version)}\n`,
      );
      if (isUpdate) {
        documentMatrix(matrix);
      }
      expect({ matrix: documentedMatrix(), toUpdateIt: updateCommand }).toEqual({
        matrix,
        toUpdateIt: updateCommand,
      });
    },
  );
});

function failuresOf({ kind, status, mark, problems }: CellResult): string[] {
  return mark === 'failed' ? problems.map((problem) => `${kind} ${status}: ${problem}`) : [];
}
