import { readdirSync, readFileSync } from 'node:fs';

/** The variable by which processes of this benchmark are known, also after their parent has gone. */
const OWNER = 'NX_PEAK_BENCH_OWNER';

/** The environment of everything this benchmark starts: nothing of an nx around it gets in. */
export function ownedEnvironment(variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_|NODE_OPTIONS$|FORCE_COLOR$|CI$)/.test(name),
  );
  return { ...Object.fromEntries(kept), [OWNER]: String(process.pid), ...variables };
}

/** Kills what is left of them, until none is: one may start another meanwhile. */
export function killOwnedProcesses(): void {
  for (let attempt = 0; attempt < 100; attempt++) {
    const pids = ownedPids();
    if (pids.length === 0) {
      return;
    }
    pids.forEach(kill);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

function ownedPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => environmentOf(name).includes(`${OWNER}=${process.pid}`))
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    ignore(error, 'ESRCH');
  }
}

/** Empty for a process that is gone, is a zombie or is somebody else's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch (error) {
    ignore(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM');
    return [];
  }
}

function ignore(error: unknown, ...codes: string[]): void {
  if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) {
    throw error;
  }
}
