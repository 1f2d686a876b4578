import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forAllTests } from '@nx-peak/testkit/rig';
import { bareEnvironment } from '../support/environment';
import {
  ManagedWorkspace,
  WorkspaceWithoutNxPeak,
  type PackageManager,
} from '../support/package-managers';
import { linesWithPeaks } from '../support/peaks';

describe.each<PackageManager>(['pnpm', 'bun'])('%s', (manager) => {
  const installed = forAllTests(new ManagedWorkspace(manager));

  it(`${manager} links nx when it installs`, () => {
    expect(installed.log).toContain('nx-peak: linked to nx');
  });

  it(`plain nx shows peaks when ${manager} installed it`, () => {
    expect(tasksWithPeaks(installed.root, installed.home)).toEqual(['✔  nx run a:build']);
  });

  it(`${manager} keeps its store of packages as it was`, () => {
    const copiesOfTheFile = filesBelow(installed.home)
      .map((file) => readFileSync(file, 'latin1'))
      .filter((text) => text.includes('exports.runTasksForCommand = runTasksForCommand;'));
    expect(copiesOfTheFile).toHaveLength(1);
    expect(copiesOfTheFile[0]).not.toContain('nx-peak');
  });
});

describe('nx add nx-peak', () => {
  const workspace = forAllTests(new WorkspaceWithoutNxPeak());

  it('nx add nx-peak installs, links, and says how to undo it', () => {
    const log = workspace.addNxPeak();
    expect(log).toContain('set the script "prepare" to "nx-peak link || exit 0"');
    expect(log).toContain('nx-peak: linked to nx');
    expect(log).toContain('npx nx-peak unlink');
    expect(tasksWithPeaks(workspace.root, workspace.root)).toEqual(['✔  nx run a:build']);
  });
});

/** The lines with peaks that plain nx prints. */
function tasksWithPeaks(root: string, home: string): string[] {
  const output = execFileSync(join(root, 'node_modules/.bin/nx'), ['run-many', '-t', 'build'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: bareEnvironment({
      HOME: home,
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_LOG_HEAP_USAGE: 'true',
    }),
  });
  return [...linesWithPeaks(output).keys()];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.node'))
    .map((entry) => join(entry.parentPath, entry.name));
}
