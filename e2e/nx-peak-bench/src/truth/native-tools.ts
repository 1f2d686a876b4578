import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { missing, there, type Attempt } from '@nx-peak/testkit';
import { PROJECT, temporaryFolder } from '../support/folders';

/** Paths of the compiled programs; what they do is said in their sources, in `native`. */
export interface NativeTools {
  readonly recorder: string;
  readonly workload: string;
}

/** Compiles them with the machine's C compiler, into the folder of this run. */
export function compileNativeTools(): Attempt<NativeTools> {
  const tools = {
    recorder: join(temporaryFolder(), 'recorder'),
    workload: join(temporaryFolder(), 'workload'),
  };
  try {
    compile(tools.recorder, [
      'recorder',
      ...['process', 'exec-watch', 'members', 'group', 'series'],
    ]);
    compile(tools.workload, ['workload']);
    return there(tools);
  } catch (error) {
    return missing(
      `its programs could not be compiled with \`cc\` (on Debian: apt install gcc libc6-dev): ` +
        String(error),
    );
  }
}

function compile(target: string, sources: readonly string[]): void {
  const files = sources.map((name) => join(PROJECT, 'native', `${name}.c`));
  execFileSync('cc', ['-O2', '-pthread', '-Wall', '-Wextra', '-o', target, ...files], {
    stdio: 'pipe',
  });
}
