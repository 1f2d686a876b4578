import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { missing, there, type Attempt } from '@nx-peak/testkit';
import { childrenCpuMs } from '../contenders/children-cpu';
import { NX, nxEnvironment, TARGET } from '../support/nx-workspace';
import { progress } from '../support/progress';
import { nxWorkspace } from './nx-workspace';
import type { Pair, RunManyShape } from './result';

/** `nx run-many` without and with nx-peak, one right after the other, the first one by turns. */
export async function measureRunMany(
  shape: RunManyShape,
  pairs: number,
): Promise<Attempt<readonly Pair[]>> {
  const root = nxWorkspace(shape);
  const results: Pair[] = [];
  try {
    await runMany(root, shape, false);
    await runMany(root, shape, true);
    for (let i = 0; i < pairs; i++) {
      progress(`${shape.title}: pair ${i + 1}/${pairs}`);
      const first = await runMany(root, shape, i % 2 === 1);
      const second = await runMany(root, shape, i % 2 === 0);
      const [off, on] = i % 2 === 0 ? [first, second] : [second, first];
      results.push({
        offWallMs: off.wallMs,
        onWallMs: on.wallMs,
        offCpuMs: off.cpuMs,
        onCpuMs: on.cpuMs,
      });
    }
    return there(results);
  } catch (error) {
    return missing(String(error));
  }
}

/** One run; CPU of all processes, each of which is waited for by its parent. */
async function runMany(
  root: string,
  { parallel, leastPeaks }: RunManyShape,
  on: boolean,
): Promise<{ wallMs: number; cpuMs: number }> {
  const cpu = childrenCpuMs();
  const began = performance.now();
  const nx = spawn(
    process.execPath,
    [
      NX,
      ...['run-many', '-t', TARGET, '--skip-nx-cache'],
      ...[`--parallel=${parallel}`, '--outputStyle=static'],
    ],
    {
      cwd: root,
      env: nxEnvironment(root, on ? { NX_LOG_HEAP_USAGE: 'true' } : {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [nx.stdout, nx.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    nx.once('error', reject);
    nx.once('close', resolve);
  });
  const wallMs = performance.now() - began;
  const peaks = output.split('(peak: ').length - 1;
  if (code !== 0 || (on ? peaks < leastPeaks : peaks > 0)) {
    throw new Error(
      `nx run-many ended with ${String(code)} and showed ${peaks} peaks, nx-peak being ` +
        `${on ? 'on' : 'off'}:\n${output.slice(-2000)}`,
    );
  }
  return { wallMs, cpuMs: childrenCpuMs() - cpu };
}
