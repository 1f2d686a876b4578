import { join } from 'node:path';
import { isBuiltIn, collectorChain, probeCollector } from '@nx-peak/memory-tracker';
import { runCommandFiles } from '../../nx/features';
import { NxCopy } from '../../nx/nx-copy';
import { nxCollector, probeNxCollector } from '../../peaks/nx-collector';
import { readSettings } from '../../settings/read-settings';
import type { Check, Finding } from './finding';

/** Which collector measures here: the first that works. */
export const checkCollector: Check = async ({ workspaceRoot, nx, env }) => {
  const { collector: wanted } = readSettings(workspaceRoot, env).settings;
  const copy = new NxCopy(nx.runCommandFile ?? join(nx.folder, runCommandFiles[0]));
  const { collectors, why } = collectorChain(
    process.platform,
    wanted === 'cgroup' ? undefined : wanted,
    nxCollector(copy),
  );
  const broken: Finding[] = [];
  for (const collector of collectors) {
    const probe = isBuiltIn(collector) ? await probeCollector(collector) : probeNxCollector(copy);
    if (probe.kind === 'works') {
      return [...broken, { kind: 'good', text: `collector ${collector} works (${why})` }];
    }
    broken.push({ kind: 'note', text: `collector ${collector} does not work: ${probe.reason}` });
  }
  return [
    ...broken,
    {
      kind: 'bad',
      text: 'no collector works here',
      remedy: 'procfs needs a readable /proc, pidusage needs ps (Debian: apt-get install procps)',
    },
  ];
};
