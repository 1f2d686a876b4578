import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ChildCgroups } from '@nx-peak/host';
import { CGROUP_PREFIX } from '../cgroup-prefix';
import type { SpawnOptions } from '../nx/spawn-options';
import { applyAll, hook, type Undo } from '../patches/hook';
import { TaskCgroups } from './task-cgroups';
import { FailureLog } from '../failures';

const TASK = 'app:build';

const here = ChildCgroups.open({ prefix: CGROUP_PREFIX });
if (here.kind === 'none') {
  console.warn(`Skipped: cgroups cannot be made here: ${here.reason}`);
}
const describeWithCgroups = here.kind === 'open' ? describe : describe.skip;

describeWithCgroups('the processes of a task', () => {
  let cgroups: TaskCgroups;
  let undo: Undo;
  const children: ChildProcess[] = [];

  /** Places every process that is spawned, as the patch does with those of tasks. */
  beforeEach(() => {
    const opened = ChildCgroups.open({ prefix: CGROUP_PREFIX });
    if (opened.kind === 'none') {
      throw new Error(opened.reason);
    }
    cgroups = new TaskCgroups(opened.cgroups);
    const spawning = hook<[SpawnOptions]>(
      { failures: new FailureLog() },
      'test',
      ChildProcess.prototype,
      'spawn',
      {
        withArgs: ([options]) => [cgroups.place(TASK, options)],
        after: ([options], self) => {
          const { pid } = self as ChildProcess;
          if (pid !== undefined) {
            cgroups.started(TASK, options, pid);
          }
        },
      },
    );
    undo = applyAll([() => spawning]);
  });

  afterEach(async () => {
    undo();
    await Promise.all(
      children.splice(0).map(async (child) => {
        if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
          child.kill('SIGKILL');
          await once(child, 'exit');
        }
      }),
    );
    cgroups.dispose();
  });

  function started(...args: Parameters<typeof spawn>): ChildProcess {
    const child = spawn(...args);
    children.push(child);
    return child;
  }

  /** The cgroup that a process says it is in. */
  async function cgroupIn(child: ChildProcess): Promise<string> {
    const [text] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    return String(text);
  }

  it('are in its group when they begin', async () => {
    const seen = await cgroupIn(started('cat', ['/proc/self/cgroup'], {}));
    expect(seen).toContain(`${cgroups.cgroupOf(TASK).path}\n`);
  });

  it('talk to nx over the channel they were given', async () => {
    const code = `process.send(require('fs').readFileSync('/proc/self/cgroup', 'utf8'))`;
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const child = started(process.execPath, ['-e', code], { stdio: [...stdio] });
    const [seen] = (await once(child, 'message')) as [string];
    expect(seen).toContain(`${cgroups.cgroupOf(TASK).path}\n`);
  });

  it('end as they do otherwise', async () => {
    const [byCode, bySignal] = [
      started('/bin/sh', ['-c', 'exit 7'], {}),
      started('/bin/sh', ['-c', 'kill -15 $$'], {}),
    ];
    expect(await Promise.all([once(byCode, 'exit'), once(bySignal, 'exit')])).toEqual([
      [7, null],
      [null, 'SIGTERM'],
    ]);
  });

  it('fail to start as they do otherwise', async () => {
    const child = started('no-such-program', ['x'], {});
    const [error] = (await once(child, 'error')) as [unknown];
    expect(error).toMatchObject({
      code: 'ENOENT',
      syscall: 'spawn no-such-program',
      path: 'no-such-program',
      spawnargs: ['x'],
    });
  });

  it('are moved there when they go by another name', () => {
    const child = started('sleep', ['60'], { argv0: 'another' });
    expect(readFileSync(`/proc/${child.pid ?? 0}/cgroup`, 'utf8')).toContain(
      `${cgroups.cgroupOf(TASK).path}\n`,
    );
  });
});
