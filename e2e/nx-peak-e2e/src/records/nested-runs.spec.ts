import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../support/files';
import { stripAnsi } from '../support/output';
import { RunRecords } from '../support/run-records';
import { withWorkspace } from '../support/workspace';

/** The record of a run whose task runs nx. */
const workspace = withWorkspace({
  linked: true,
  prepare: ({ root }) => {
    writeFiles(root, {
      'packages/nested/project.json': {
        name: 'nested',
        targets: {
          many: { command: 'node_modules/.bin/nx run-many -t quick fail -p a --skip-nx-cache' },
          beside: { command: 'node tools/alloc.js --megabytes=20 --hold-ms=300' },
        },
      },
    });
  },
});
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };

describe('an nx that a task runs', () => {
  it('an nx that a task runs has a record of its own that names the outer one, and neither a summary in the log nor one of the job', async () => {
    const jobSummary = join(workspace.root, 'job-summary.md');
    writeFileSync(jobSummary, 'kept\n');
    let log = '';
    const [outer, inner, ...more] = await records.addedBy(async () => {
      const { all } = await workspace.run(
        ['run-many', '-t', 'many', 'beside', '-p', 'nested', '--output-style=stream'],
        { env: { ...ON, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: jobSummary } },
      );
      log = stripAnsi(all);
    });
    expect(more).toEqual([]);
    expect(outer?.parent).toBeUndefined();
    expect(outer?.tasks.map(({ id }) => id).sort()).toEqual(['nested:beside', 'nested:many']);
    expect(inner?.parent).toBe(outer?.id);
    expect(inner?.tasks.map(({ id }) => id).sort()).toEqual(['a:fail', 'a:quick']);
    expect(log.match(/Memory peak:/g)).toHaveLength(1);
    const summary = readFileSync(jobSummary, 'utf8');
    expect(summary).toMatch(/^kept\n/);
    expect(summary.match(/^## Memory of nx run-many -t many beside/gm)).toHaveLength(1);
    expect(summary.match(/^## Memory of/gm)).toHaveLength(1);
  });
});
