import { blockOf, stripAnsi, withoutPeaks } from '../support/output';
import { withWorkspace } from '../support/workspace';

/** What the log of a run says at its end. */
const workspace = withWorkspace({ linked: true });

const ON = { NX_LOG_HEAP_USAGE: 'true' };
const TWO = ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--skip-nx-cache'];

describe('the end of the log', () => {
  it('the log of a run of several tasks ends with its peak, said once', async () => {
    const { all } = await workspace.run(TWO, { env: ON });
    expect(blockOf(all)).toMatch(/Heaviest tasks: .* a:(?:quick|fail) /);
    expect(stripAnsi(all)).not.toContain('Peak memory:');
    expect(withoutPeaks(all)).not.toMatch(/Memory peak|Heaviest/);
  });

  it('the log of a single task does not repeat what its line says', async () => {
    const { all } = await workspace.run(['run', 'a:quick'], { env: ON });
    expect(blockOf(all)).toBeUndefined();
  });

  it.each([
    ['with NX_PEAK_SUMMARY=false', TWO, { NX_PEAK_SUMMARY: 'false' }],
    ['in the style summary', [...TWO, '--output-style=summary'], {}],
  ])('the log ends without the peak of the run %s', async (_, args, variables) => {
    const { all } = await workspace.run(args, { env: { ...ON, ...variables } });
    expect(blockOf(all)).toBeUndefined();
  });
});
