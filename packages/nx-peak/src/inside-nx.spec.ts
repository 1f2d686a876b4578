import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

// The build is what is tested here: which of its files a real nx loads.
const PACKAGES = realpathSync(join(__dirname, '../..'));
const REPOSITORY = dirname(PACKAGES);
const NX = join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js');

const REGISTER = 'nx-peak/dist/register.js';
const PRELOAD = 'nx-peak/dist/link/preload-link.js';
const INSIDE_NX = 'nx-peak/dist/inside-nx.js';
const FLAG = 'nx-peak/dist/patches/flag.js';
const THREAD = 'nx-peak/dist/sampling-thread.js';

/** What the process of nx had loaded when it ended: files of our packages. */
interface Loaded {
  readonly files: readonly string[];
  readonly threads: readonly string[];
  readonly stdout: string;
}

/** Notes, in the process of nx, its modules and the threads it starts. */
const SPY = `
  const threads = [];
  const workers = require('node:worker_threads');
  workers.Worker = class extends workers.Worker {
    constructor(file, options) {
      super(file, options);
      threads.push(file);
      this.on('error', (error) => threads.push(error.message));
    }
  };
  process.on('exit', () => {
    const loaded = JSON.stringify({ files: Object.keys(require.cache), threads });
    require('node:fs').writeFileSync(__dirname + '/loaded.json', loaded);
  });`;

let workspace: string;

beforeAll(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'nx-peak-inside-')));
  write('package.json', { name: 'workspace', private: true });
  write('nx.json', { analytics: false });
  for (const name of ['first', 'second']) {
    write(`${name}/project.json`, { name, targets: { work: { command: 'sleep 0.5' } } });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(workspace, 'node_modules'));
  writeFileSync(join(workspace, 'spy.cjs'), SPY);
});

afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), JSON.stringify(content));
}

function loadedBy(args: readonly string[], env: NodeJS.ProcessEnv): Loaded {
  const inherited = { ...process.env };
  delete inherited['NX_LOG_HEAP_USAGE'];
  delete inherited['NODE_OPTIONS'];
  const preloads = ['--require', './spy.cjs', '--require', join(PACKAGES, REGISTER)];
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [...preloads, NX, 'run-many', '--targets=work', ...args],
    {
      cwd: workspace,
      env: { ...inherited, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: 'true', ...env },
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { files, threads } = JSON.parse(
    readFileSync(join(workspace, 'loaded.json'), 'utf8'),
  ) as Loaded;
  const ours = (paths: readonly string[]): string[] =>
    paths.map((path) => relative(PACKAGES, path)).filter((path) => !path.startsWith('..'));
  return { files: ours(files), threads: ours(threads), stdout };
}

jest.setTimeout(60_000);

describe('nx', () => {
  it('loads one file of ours with the switch on, beside the one that is asked, and one in the thread', () => {
    const loaded = loadedBy([], { NX_LOG_HEAP_USAGE: 'true' });
    expect(loaded.files).toEqual([REGISTER, PRELOAD, INSIDE_NX]);
    expect(loaded.threads).toEqual(process.platform === 'linux' ? [THREAD] : []);
    expect(loaded.stdout).toMatch(/first:work.*\(peak: /);
  });

  it('loads one file of ours with the flag, beside the one that is asked', () => {
    const { files, stdout } = loadedBy(['--log-heap-usage'], {});
    expect(files).toEqual([REGISTER, PRELOAD, INSIDE_NX]);
    expect(stdout).toMatch(/first:work.*\(peak: /);
  });

  it('loads no file of ours but the one that is asked with the switch off', () => {
    expect(loadedBy([], { NX_LOG_HEAP_USAGE: 'false' }).files).toEqual([REGISTER]);
  });

  it('loads no more of ours than what keeps a flag from the tasks when the flag says off', () => {
    const { files, stdout } = loadedBy(['--no-log-heap-usage'], {});
    expect(files).toEqual([REGISTER, PRELOAD, FLAG]);
    expect(stdout).not.toContain('peak');
  });
});
