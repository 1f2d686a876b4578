import { join } from 'node:path';
import { doctor, expectHarmless, runTasks, type NxRun } from '../support/fault';
import { stripAnsi } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { changeFile, cutShort, renameWord } from '../support/files';
import { inWorkspace, withWorkspaceEach, type Workspace } from '../support/workspace';

/** An nx that is not as we know it, or broken: it runs as it does without us. */
const workspace = withWorkspaceEach({ linked: true });
let plain: NxRun;

beforeAll(async () => {
  plain = await inWorkspace({}, (unlinked) => runTasks(unlinked));
});

function nxFile(path: string, where: Workspace = workspace): string {
  return join(where.root, 'node_modules/nx/dist/src', path);
}

/** What of nx gets wrapped: the file, the object in it, the method. */
const patches = [
  ['tasks-runner/task-orchestrator.js', 'exports.TaskOrchestrator.prototype', 'runTask'],
  ['tasks-runner/task-orchestrator.js', 'exports.TaskOrchestrator.prototype', 'postRunSteps'],
  [
    'tasks-runner/forked-process-task-runner.js',
    'exports.ForkedProcessTaskRunner.prototype',
    'forkProcessForBatch',
  ],
  ['tasks-runner/life-cycle.js', 'exports.CompositeLifeCycle.prototype', 'printTaskTerminalOutput'],
  ['tasks-runner/life-cycle.js', 'exports.CompositeLifeCycle.prototype', 'startTasks'],
  ['tasks-runner/life-cycle.js', 'exports.CompositeLifeCycle.prototype', 'endTasks'],
  ['tasks-runner/life-cycle.js', 'exports.CompositeLifeCycle.prototype', 'endCommand'],
  ['utils/output.js', 'exports.output', 'addTaskStatus'],
  ['utils/output.js', 'exports.output', 'overwriteLine'],
  ['utils/output.js', 'exports.output', 'logCommandRedirect'],
  [
    'tasks-runner/life-cycles/dynamic-run-many-terminal-output-life-cycle.js',
    'exports',
    'createRunManyDynamicOutputRenderer',
  ],
  [
    'tasks-runner/life-cycles/dynamic-run-one-terminal-output-life-cycle.js',
    'exports',
    'createRunOneDynamicOutputRenderer',
  ],
] as const;

/** How the doctor names it. The method that runs a task has had several names in Nx. */
function missingPatch(name: string): RegExp {
  const label = name === 'runTask' ? '(?:runTask|runs one task)' : name;
  return new RegExp(`^✖ integration point .*\\b${label}\\b.*; without it, `, 'm');
}

describe('a part of nx that has another name', () => {
  const methods = patches.map(([, , method]) => method);
  const names = [...methods.filter((name) => name !== 'logCommandRedirect'), 'CompositeLifeCycle'];

  it.each(names)(
    'nx in which %s has another name runs on, and the doctor says what is lost',
    async (name) => {
      renameWord([nxFile('tasks-runner'), nxFile('utils')], name, `${name}Renamed`);
      const [{ code, printed }] = await Promise.all([
        doctor(workspace),
        expectHarmless(workspace, plain),
      ]);
      expect(printed).toMatch(missingPatch(name));
      expect(code).toBe(1);
    },
  );

  it('nx in which logCommandRedirect has another name runs on, as older nx does without it', async () => {
    renameWord([nxFile('tasks-runner'), nxFile('utils')], 'logCommandRedirect', 'logRenamed');
    await expectHarmless(workspace, plain);
  });

  it('nx in which withOverrides has another name shows peaks, and the doctor says what becomes of the flag', async () => {
    renameWord([nxFile('command-line'), nxFile('executors')], 'withOverrides', 'withOthers');
    await expectHarmless(workspace, plain);
    const { code, printed } = await doctor(workspace);
    expect(printed).toMatch(
      /^✖ integration point "the flag --log-heap-usage": .*withOverrides; without it, the flag is handed on/m,
    );
    expect(code).toBe(1);
    const { all } = await workspace.run(['run', 'a:quick', '--log-heap-usage', '--skip-nx-cache']);
    expect(linesWithPeaks(stripAnsi(all)).size).toBeGreaterThan(0);
  });
});

describe('parts of nx that throw when they are wrapped', () => {
  function seal(wanted: (method: string) => boolean): void {
    for (const [file, owner, method] of patches.filter(([, , name]) => wanted(name))) {
      const value = `{ value: ${owner}.${method}, writable: false }`;
      const sealed = `Object.defineProperty(${owner}, '${method}', ${value});`;
      changeFile(nxFile(file), (text) => `${text}\n${sealed}\n`);
    }
  }

  it('nx in which nothing can be wrapped runs on, and the doctor names every part', async () => {
    seal(() => true);
    await expectHarmless(workspace, plain);
    const { code, printed } = await doctor(workspace);
    const reasons = printed.match(/^✖ integration point .*/gm) ?? [];
    expect(reasons.length).toBeGreaterThanOrEqual(8);
    reasons.forEach((reason) => {
      expect(reason).toMatch(/Cannot assign to read only property|does not let .* be wrapped/);
    });
    expect(code).toBe(1);
  });

  it('nx in which one part cannot be wrapped after others were runs on, and the doctor names it', async () => {
    seal((method) => method === 'overwriteLine');
    await expectHarmless(workspace, plain);
    const { printed } = await doctor(workspace);
    expect(printed).toMatch(missingPatch('overwriteLine'));
  });
});

describe('a method of nx that throws by itself', () => {
  const methods = ['printTaskTerminalOutput', 'startTasks', 'endTasks', 'endCommand'];

  it.each(methods)(
    'nx in which %s throws by itself fails as it does without us',
    async (method) => {
      const head = new RegExp(`^ +(?:async )?${method}\\(.*\\) \\{$`, 'm');
      const breakMethod = (where: Workspace): void => {
        changeFile(nxFile('tasks-runner/life-cycle.js', where), (text) =>
          text.replace(head, '$& throw new Error("broken on purpose\\n");'),
        );
      };
      const without = await inWorkspace({ prepare: breakMethod }, (unlinked) => runTasks(unlinked));
      breakMethod(workspace);
      await expectHarmless(workspace, without);
    },
  );
});

describe('a file of nx that is cut short', () => {
  const files = [
    'config/nx-json.js',
    'tasks-runner/life-cycle.js',
    'tasks-runner/life-cycles/dynamic-run-one-terminal-output-life-cycle.js',
    'utils/output.js',
  ];

  it.each(files)(
    'nx with half of %s fails as it does without us, and the doctor knows',
    async (file) => {
      const damage = (where: Workspace): void => {
        cutShort(nxFile(file, where));
      };
      const without = await inWorkspace({ prepare: damage }, (unlinked) => runTasks(unlinked));
      damage(workspace);
      expect(without.code).toBe(1);
      await expectHarmless(workspace, without);
      const { code, printed } = await doctor(workspace);
      expect(printed).toMatch(/^✖ .*(?:Unexpected end of input|Missing } in template expression)/m);
      expect(code).toBe(1);
    },
  );
});
