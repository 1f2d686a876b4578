import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serverProcessFile } from '../nx/daemon-files';
import { NxDaemon } from './nx-daemon';

let root: string;
let children: ChildProcess[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-daemon-')));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    await stop(child);
  }
  rmSync(root, { recursive: true });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** A process with the command line of a daemon, until it is stopped. */
async function start(script: string, cwd = root): Promise<ChildProcess> {
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, 'console.log("ready"); setInterval(() => {}, 1000);');
  const child = spawn(process.execPath, [script], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

const daemonScript = () => join(root, 'node_modules/nx/dist/src/daemon/server/start.js');

/** Writes what a daemon writes. Files written at once may have the same time: each is a new one. */
function leave(content: unknown): void {
  const file = serverProcessFile(root, {});
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

const daemonOf = (workspaceRoot: string) =>
  new NxDaemon(workspaceRoot, serverProcessFile(workspaceRoot, {}));

describe('NxDaemon', () => {
  it('finds a daemon that runs, once', async () => {
    const { pid } = await start(daemonScript());
    leave({ processId: pid, nxVersion: '24.0.6' });
    const daemon = daemonOf(root);
    expect(daemon.findNew()).toBe(pid);
    expect(daemon.findNew()).toBeUndefined();
  });

  it('finds one that starts later, and one that takes its place', async () => {
    const daemon = daemonOf(root);
    expect(daemon.findNew()).toBeUndefined();
    const first = await start(daemonScript());
    leave({ processId: first.pid });
    expect(daemon.findNew()).toBe(first.pid);
    await stop(first);
    const second = await start(daemonScript());
    leave({ processId: second.pid });
    expect(daemon.findNew()).toBe(second.pid);
  });

  it('finds none that has ended and left its file', async () => {
    const child = await start(daemonScript());
    await stop(child);
    leave({ processId: child.pid });
    expect(daemonOf(root).findNew()).toBeUndefined();
  });

  it('reads a file again that was half written', async () => {
    const { pid } = await start(daemonScript());
    const daemon = daemonOf(root);
    leave('{"processId":');
    expect(daemon.findNew()).toBeUndefined();
    leave({ processId: pid });
    expect(daemon.findNew()).toBe(pid);
  });

  it.each([{}, null, [], { processId: '7' }, { processId: -1 }, { processId: 0 }])(
    'finds none by %j',
    (content) => {
      leave(content);
      expect(daemonOf(root).findNew()).toBeUndefined();
    },
  );

  it('finds one through a link to its workspace', async () => {
    const { pid } = await start(daemonScript());
    leave({ processId: pid });
    const link = join(root, 'link');
    symlinkSync(root, link);
    expect(daemonOf(link).findNew()).toBe(pid);
  });

  (process.platform === 'linux' ? describe : describe.skip)('where there is a /proc', () => {
    it('does not take another process with its pid for the daemon', async () => {
      const { pid } = await start(join(root, 'node_modules/nx/dist/bin/nx.js'));
      leave({ processId: pid });
      expect(daemonOf(root).findNew()).toBeUndefined();
    });

    it('does not take the daemon of another workspace for its own', async () => {
      const other = join(root, 'other');
      mkdirSync(other);
      const { pid } = await start(daemonScript(), other);
      leave({ processId: pid });
      expect(daemonOf(root).findNew()).toBeUndefined();
    });
  });
});

describe('serverProcessFile', () => {
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['by default', {}, '.nx/workspace-data'],
    ['where it is set', { NX_WORKSPACE_DATA_DIRECTORY: 'data' }, 'data'],
    ['where its older name is set', { NX_PROJECT_GRAPH_CACHE_DIRECTORY: 'old' }, 'old'],
  ])('lies in the workspace %s', (_, env, folder) => {
    expect(serverProcessFile(root, env)).toBe(join(root, folder, 'd/server-process.json'));
  });

  it('may lie anywhere', () => {
    expect(serverProcessFile(root, { NX_WORKSPACE_DATA_DIRECTORY: '/data' })).toBe(
      join('/data', 'd', 'server-process.json'),
    );
  });

  it('lies elsewhere in a workspace of Lerna without nx.json', () => {
    writeFileSync(join(root, 'lerna.json'), '{}');
    const lerna = join(root, 'node_modules/.cache/nx-workspace-data/d/server-process.json');
    expect(serverProcessFile(root, {})).toBe(lerna);
    writeFileSync(join(root, 'nx.json'), '{}');
    expect(serverProcessFile(root, {})).toBe(
      join(root, '.nx/workspace-data/d/server-process.json'),
    );
  });

  it('is where the installed nx keeps it', () => {
    const { serverProcessJsonPath } =
      jest.requireActual<Record<string, unknown>>('nx/src/daemon/cache');
    const { workspaceRoot } = jest.requireActual<{ workspaceRoot: string }>(
      'nx/src/utils/workspace-root',
    );
    expect(serverProcessFile(workspaceRoot, process.env)).toBe(serverProcessJsonPath);
  });
});
