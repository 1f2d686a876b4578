import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** npm with the user's own configuration, but without what an npm that runs us has set. */
export function npm(args: readonly string[], cwd: string): string {
  const options = { cwd, env: npmEnvironment(), timeout: PATIENCE_MS };
  return execFileSync('npm', args, { ...options, encoding: 'utf8', stdio: 'pipe' });
}

/** Runs npm as `npm` does, while other things go on. */
export async function npmMeanwhile(args: readonly string[], cwd: string): Promise<void> {
  const options = { cwd, env: npmEnvironment(), timeout: PATIENCE_MS };
  await promisify(execFile)('npm', args, options);
}

const PATIENCE_MS = 300_000;

/** The environment of an npm that a person started. */
function npmEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_ENV$)/i.test(name)),
  );
}
