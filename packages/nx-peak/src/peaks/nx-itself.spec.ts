import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NxItself } from './nx-itself';
import { serverProcessFile } from '../nx/daemon-files';

let root: string;
let children: ChildProcess[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-itself-')));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(root, { recursive: true });
});

/** Starts what looks as a daemon does, and leaves its file. */
async function startDaemon(): Promise<number | undefined> {
  const script = join(root, 'nx/daemon/server/start.js');
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, 'console.log("ready"); setInterval(() => {}, 1000);');
  const child = spawn(process.execPath, [script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  const file = serverProcessFile(root, {});
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ processId: child.pid }));
  return child.pid;
}

const ofNx = (pid: number) => [
  { id: 'MainCLI', pid, members: 'process' },
  { id: 'MainCliSubprocesses', pid, members: 'unclaimed-descendants' },
];

const ofDaemon = (pid: number | undefined) => [
  { id: 'Daemon', pid, members: 'process' },
  { id: 'DaemonSubprocesses', pid, members: 'unclaimed-descendants' },
];

describe('NxItself', () => {
  it('is the nx process and what it started, without a daemon', () => {
    const nx = new NxItself({ workspaceRoot: root, env: {} });
    expect(nx.newRoots()).toEqual(ofNx(process.pid));
  });

  it('is the daemon and what that started, too', async () => {
    const daemon = await startDaemon();
    const nx = new NxItself({ workspaceRoot: root, env: {}, pid: 77 });
    expect(nx.newRoots()).toEqual([...ofNx(77), ...ofDaemon(daemon)]);
  });

  it('names each process once', async () => {
    await startDaemon();
    const nx = new NxItself({ workspaceRoot: root, env: {} });
    nx.newRoots(0);
    expect(nx.newRoots(60_000)).toEqual([]);
  });

  it('finds a daemon that starts later, when it looks again', async () => {
    const nx = new NxItself({ workspaceRoot: root, env: {} });
    nx.newRoots(0);
    const daemon = await startDaemon();
    expect(nx.newRoots(1999)).toEqual([]);
    expect(nx.newRoots(2000)).toEqual(ofDaemon(daemon));
  });

  it('does not look for a daemon that nx does not use', async () => {
    await startDaemon();
    const nx = new NxItself({ workspaceRoot: root, env: { NX_DAEMON: 'false' } });
    expect(nx.newRoots()).toEqual(ofNx(process.pid));
  });

  it('looks where nx says that the daemon leaves its pid', async () => {
    const daemon = await startDaemon();
    const nx = new NxItself({
      workspaceRoot: root,
      env: { NX_WORKSPACE_DATA_DIRECTORY: 'elsewhere' },
      serverProcessFile: serverProcessFile(root, {}),
    });
    expect(nx.newRoots()).toEqual([...ofNx(process.pid), ...ofDaemon(daemon)]);
  });
});
