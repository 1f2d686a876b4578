import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { killOwnedProcesses, OWNER, ownedProcesses } from './owned-processes';

const SLEEPS = 'setInterval(() => {}, 1000)';

let owner: string;
let count = 0;

beforeEach(() => {
  owner = `/owned-processes-spec-${process.pid}-${count++}`;
});

afterEach(() => {
  killOwnedProcesses(owner);
});

function start(of: string, program = SLEEPS): ChildProcess {
  return spawn(process.execPath, ['-e', program], {
    env: { ...process.env, [OWNER]: of },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function pids(): number[] {
  return ownedProcesses(owner).map(({ pid }) => pid);
}

describe('ownedProcesses', () => {
  it('a process is found by its owner, and by the folder that its owner is in', async () => {
    const [own, inside, beside] = [owner, `${owner}/inside`, `${owner}-beside`].map((of) =>
      start(of, `console.log('up'); ${SLEEPS}`),
    );
    try {
      for (const child of [own, inside, beside]) {
        await once(child?.stdout ?? process.stdin, 'data');
      }
      expect(pids().sort()).toEqual([own?.pid, inside?.pid].sort());
    } finally {
      beside?.kill('SIGKILL');
    }
  });

  it('a process is found after its parent has gone', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', '${SLEEPS}'], { detached: true, stdio: 'ignore' }).unref()`;
    const parent = start(owner, child);
    await once(parent, 'close');
    expect(ownedProcesses(owner)).toEqual([
      { pid: expect.any(Number) as number, command: `${process.execPath} -e ${SLEEPS}` },
    ]);
  });
});

describe('killOwnedProcesses', () => {
  it('killOwnedProcesses kills all but the commands that are spared', async () => {
    const spared = start(owner, `console.log('up'); ${SLEEPS} // spared`);
    const killed = start(owner, `console.log('up'); ${SLEEPS}`);
    await Promise.all([spared, killed].map((child) => once(child.stdout ?? process.stdin, 'data')));
    killOwnedProcesses(owner, /spared$/);
    expect(pids()).toEqual([spared.pid]);
  });
});
