import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  LimitedCgroup,
  OWNER,
  until,
  untilRunning,
  valueOf,
  type Finished,
} from '@nx-peak/testkit';
import { describeWith, forAllTestsIfThere, itWith } from '@nx-peak/testkit/rig';
import { cgroupRemoved, OwnCgroup } from '../support/own-cgroup';
import { linesWithPeaks } from '../support/peaks';
import { withWorkspace, type Workspace } from '../support/workspace';

/** Tasks in cgroups of their own, under a real nx. */
const own = forAllTestsIfThere(OwnCgroup.create());
const container = forAllTestsIfThere(LimitedCgroup.create('tasks', 700));
const directory = own.kind === 'there' ? own.value.directory : '';

const MB = 1024 ** 2;

const ENV = { NX_LOG_HEAP_USAGE: 'true', NX_PEAK_COLLECTOR: 'cgroup' };
const STATIC = '--output-style=static';
const DAEMON = 'daemon-of-a-task';

const commands = {
  spike: `node -e "Buffer.alloc(300 * 2 ** 20, 1)"`,
  where: 'cat /proc/self/cgroup',
  // Reparented at once, and with nothing in its environment that tells whose it is.
  daemon:
    `(env -i PATH="$PATH" ${OWNER}="$${OWNER}" ` +
    `node tools/alloc.js --megabytes=200 --hold-ms=60000 --${DAEMON} > /dev/null 2>&1 &) && sleep 3`,
  cache:
    'head -c 300000000 /dev/zero > big.txt && node tools/alloc.js --megabytes=50 --hold-ms=100',
  code: 'node tools/alloc.js --megabytes=1 --hold-ms=10 --exit-code=7',
  killed: 'kill -9 $$',
  terminated: 'kill $$',
  missing: 'no-such-program --at all',
  environment: 'node tools/environment.js',
  grow: 'exec node tools/dies.cjs --how=grow',
};

type Target = keyof typeof commands;

function addProject({ root }: Workspace): void {
  const targets = Object.entries(commands).map(([name, command]) => [
    name,
    { executor: 'nx:run-commands', options: { command } },
  ]);
  mkdirSync(join(root, 'packages/g'));
  writeFileSync(
    join(root, 'packages/g/project.json'),
    JSON.stringify({ name: 'g', targets: Object.fromEntries(targets) as unknown }),
  );
  writeFileSync(
    join(root, 'tools/environment.js'),
    `console.log('ENVIRONMENT ' + JSON.stringify(Object.entries(process.env).filter(([name]) =>
       !['NX_LOG_HEAP_USAGE', 'NX_PEAK_COLLECTOR', 'NX_PEAK_RUN'].includes(name) && !/TERMINAL_OUTPUT|HASH|PIDS/.test(name)).sort()));`,
  );
}

const run = (workspace: Workspace, target: Target): Promise<Finished> =>
  workspace.run(['run', `g:${target}`, STATIC, '--skip-nx-cache'], { env: ENV });

function peakOf(taskId: string): number {
  const tasks = linked.recordedRuns().at(-1)?.tasks ?? [];
  return tasks.find(({ id }) => id === taskId)?.resultPeakRss ?? Number.NaN;
}

/** Groups of tasks that are there now. */
function groupsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('nx-peak-task-'));
}

const groupsNow = (): string[] => groupsIn(directory);

const plain = withWorkspace({ pluginWorkers: true, prepare: addProject });
const linked = withWorkspace({ linked: true, pluginWorkers: true, prepare: addProject });

describeWith(own)('NX_PEAK_COLLECTOR=cgroup', () => {
  afterAll(() => {
    groupsNow().forEach((name) => {
      rmdirSync(join(directory, name));
    });
  });

  it.each([
    ['run-commands', ['run-many', '-t', 'build', '-p', 'b'], 'b:build', 250, 1],
    ['commands in parallel', ['run', 'p:parallel', STATIC], 'p:parallel', 250, 2],
    ['a forked executor', ['run-many', '-t', 'build', '-p', 'f'], 'f:build', 160, 1],
    ['a forked executor that fails', ['run-many', '-t', 'fail', '-p', 'f'], 'f:fail', 120, 1],
    ['an npm script', ['run-many', '-t', 'build', '-p', 'n'], 'n:build', 130, 3],
  ] as const)(
    'NX_PEAK_COLLECTOR=cgroup measures %s',
    async (_what, args, taskId, megabytes, processes) => {
      const { all } = await linked.run([...args, '--skip-nx-cache'], { env: ENV });
      const peak = peakOf(taskId);
      expect([...linesWithPeaks(all).values()]).toContain(Math.round(peak / MB) * MB);
      expect(peak / MB).toBeGreaterThan(megabytes);
      expect(peak / MB).toBeLessThan(megabytes + 75 * processes);
      expect(groupsNow()).toEqual([]);
    },
  );

  it('each task runs in a cgroup of its own, which is gone afterwards', async () => {
    const { all } = await run(linked, 'where');
    expect(all).toMatch(/(:memory:|^0::).*\/nx-peak-task-\d+-\d+-\d+-\d+\n/m);
    expect(groupsNow()).toEqual([]);
  });

  it('a spike is measured exactly', async () => {
    await run(linked, 'spike');
    expect(peakOf('g:spike') / MB).toBeGreaterThan(300);
    expect(peakOf('g:spike') / MB).toBeLessThan(375);
  });

  it('page cache is left out', async () => {
    await run(linked, 'cache');
    expect(peakOf('g:cache') / MB).toBeGreaterThan(50);
    expect(peakOf('g:cache') / MB).toBeLessThan(200);
  });

  it('a daemon that hides is counted, and its cgroup goes when it has gone', async () => {
    await run(linked, 'daemon');
    expect(peakOf('g:daemon') / MB).toBeGreaterThan(200);
    expect(groupsNow()).toHaveLength(1);
    linked.killProcesses();
    await run(linked, 'where');
    expect(groupsNow()).toEqual([]);
  });

  it.each(['code', 'killed', 'terminated', 'missing'] as const)(
    'a task (%s) ends in a cgroup as it does without',
    async (target) => {
      const [without, within] = [await run(plain, target), await run(linked, target)];
      expect(within.code).toBe(without.code);
      const codes = [plain, linked].map(
        (workspace) => workspace.recordedRuns().at(-1)?.tasks[0]?.code,
      );
      expect(codes[1]).toBe(codes[0]);
    },
  );

  it.each(['environment', 'fork'] as const)(
    'a task (%s) is given the same variables in a cgroup as without',
    async (how) => {
      const env = { ...ENV, 'npm_config_//host/:_auth': 'x', 'a-b': '1', OLDPWD: '/', SHLVL: '3' };
      // An executor's process is started without a shell of Nx's own.
      const variables = how === 'fork' ? { ...env, NX_RUN_COMMANDS_DIRECTLY: 'false' } : env;
      const printed = [];
      for (const workspace of [plain, linked]) {
        const args = ['run', 'g:environment', STATIC, '--skip-nx-cache'];
        const { all } = await workspace.run(args, { env: variables });
        const text = /ENVIRONMENT (.*)/.exec(all)?.[1] ?? all;
        printed.push(text.split(workspace.home.replace(/\/home$/, '')).join('FOLDER'));
      }
      expect(printed[1]).toBe(printed[0]);
      expect(printed[1]).toContain('PATH');
    },
  );

  it('the cgroups of a run that was killed are removed by the next run', async () => {
    const running = linked.spawn(['run', 'a:long', STATIC], { env: ENV });
    await untilRunning(linked, 'alloc.js --megabytes=100 --hold-ms=60000');
    running.kill('SIGKILL');
    await running.exited;
    linked.killProcesses();
    expect(groupsNow()).toHaveLength(1);
    await run(linked, 'where');
    expect(groupsNow()).toEqual([]);
  });

  it('a task on a pseudo-terminal is measured in a cgroup, too', async () => {
    const terminal = linked.terminal(['run', 'f:build', '--skip-nx-cache'], {
      env: { ...ENV, NX_TUI: 'false' },
    });
    expect(await terminal.exit).toBe(0);
    // Nx forks on a terminal by way of a process of its own. What both took before they were moved
    // to the group is a few megabytes.
    expect(peakOf('f:build') / MB).toBeGreaterThan(150);
    expect(peakOf('f:build') / MB).toBeLessThan(160 + 2 * 80);
    expect(groupsNow()).toEqual([]);
  });

  it('tasks run without cgroups where there can be none, and one line says why', async () => {
    const nested = join(directory, 'nx-peak-task-1-1-1-1');
    mkdirSync(nested);
    try {
      const script = `echo $$ > ${nested}/cgroup.procs && exec node_modules/.bin/nx "$@"`;
      const args = ['run', 'b:build', STATIC, '--skip-nx-cache'];
      const { all } = await linked.runProgram('sh', ['-c', script, 'nx', ...args], { env: ENV });
      expect(all).toContain('no cgroups for tasks: this process is itself measured');
      expect(peakOf('b:build') / MB).toBeGreaterThan(280);
      expect(groupsIn(nested)).toEqual([]);
    } finally {
      await until('the cgroup to be empty', () => cgroupRemoved(nested));
    }
  });

  // Without a limit the task would take the whole machine.
  itWith(container)(
    'in a cgroup, a task that the kernel killed was out of memory, for certain',
    async () => {
      const script = `${valueOf(container).enter} && exec node_modules/.bin/nx "$@"`;
      const args = ['run', 'g:grow', STATIC, '--skip-nx-cache'];
      await linked.runProgram('sh', ['-c', script, 'nx', ...args], { env: ENV });
      expect(linked.recordedRuns().at(-1)?.tasks[0]?.diagnosis).toMatchObject({
        kind: 'out-of-memory',
        confidence: 'certain',
      });
    },
  );
});
