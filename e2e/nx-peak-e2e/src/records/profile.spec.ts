import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWorkspace } from '../support/workspace';

/** The memory in the profile that Nx itself writes of a run. */
const workspace = withWorkspace({ linked: true });

const ON = { NX_LOG_HEAP_USAGE: 'true' };
const TWO = ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--skip-nx-cache'];

describe('NX_PROFILE', () => {
  it('NX_PROFILE gets the memory beside the tasks', async () => {
    const { code } = await workspace.run(TWO, { env: { ...ON, NX_PROFILE: 'profile.json' } });
    expect(code).toBe(1);
    const events = JSON.parse(readFileSync(join(workspace.root, 'profile.json'), 'utf8')) as {
      name: string;
      ph: string;
    }[];
    const names = (phase: string) =>
      events.filter(({ ph }) => ph === phase).map(({ name }) => name);
    expect(names('X').sort()).toEqual(['a:fail', 'a:quick']);
    expect(names('C')).toContain('Memory of a:fail');
    expect(names('C')).toContain('Memory of all tasks');
  });
});
