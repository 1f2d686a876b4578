import { messageOf } from '../../failures';
import { findNx, findWorkspaceRoot } from '../../link/nx-package';
import type { Check, Examined, Finding } from './finding';

/**
 * Every check, in the order of the report. Each is loaded when its turn comes: what one needs may be
 * damaged, and those before it say what to do then.
 */
const CHECKS: readonly (() => Promise<Check>)[] = [
  async () => (await import('./link.js')).checkLink,
  async () => (await import('./install.js')).checkInstall,
  async () => (await import('./switch.js')).checkSwitch,
  async () => (await import('./patches.js')).checkPatches,
  async () => (await import('./settings.js')).checkSettings,
  async () => (await import('./cgroups.js')).checkCgroups,
  async () => (await import('./records.js')).checkRecords,
  async () => (await import('./collector.js')).checkCollector,
  async () => (await import('./evidence.js')).checkEvidence,
  async () => (await import('./failures.js')).checkFailures,
];

/**
 * `nx-peak doctor`: says whether `NX_LOG_HEAP_USAGE=true nx ...` shows peaks in this workspace, and if
 * not, why and what to do.
 *
 * @returns the exit code: 1 when peaks would not show
 */
export async function doctor(folder: string, env: NodeJS.ProcessEnv): Promise<number> {
  const findings = await examine(folder, env);
  findings.forEach((finding) => {
    console.log(render(finding));
  });
  const bad = findings.filter(({ kind }) => kind === 'bad').length;
  console.log(
    bad === 0
      ? '\nnx shows peaks when it runs with NX_LOG_HEAP_USAGE=true.'
      : `\nnx does not show all peaks: ${bad} ${bad === 1 ? 'problem' : 'problems'} above.`,
  );
  return bad === 0 ? 0 : 1;
}

async function examine(folder: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const workspaceRoot = findWorkspaceRoot(folder);
  if (workspaceRoot === undefined) {
    return [
      {
        kind: 'bad',
        text: `no nx.json in ${folder} or above it`,
        remedy: 'run this inside an Nx workspace',
      },
    ];
  }
  const nx = findNx(workspaceRoot);
  if (nx === undefined) {
    return [
      {
        kind: 'bad',
        text: `nx is not installed in ${workspaceRoot}`,
        remedy: "install the workspace's packages",
      },
    ];
  }
  const findings: Finding[] = [{ kind: 'good', text: `nx ${nx.version} in ${nx.folder}` }];
  for (const load of CHECKS) {
    findings.push(...(await findingsOf(load, { workspaceRoot, nx, env })));
  }
  return distinct(findings);
}

/** A check that cannot be loaded, or that throws, is a finding itself. */
async function findingsOf(
  load: () => Promise<Check>,
  examined: Examined,
): Promise<readonly Finding[]> {
  try {
    const check = await load();
    return await check(examined);
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `nx-peak is damaged: ${messageOf(error)}`,
        remedy: 'install nx-peak again, with its dependencies',
      },
    ];
  }
}

/** Several checks may need the same damaged file. */
function distinct(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ text }, i) => findings.findIndex((finding) => finding.text === text) === i,
  );
}

const MARKS = { good: '✔', note: '·', bad: '✖' } as const;

function render(finding: Finding): string {
  const remedy = finding.kind === 'bad' ? `\n    → ${finding.remedy}` : '';
  return `${MARKS[finding.kind]} ${finding.text}${remedy}`;
}
