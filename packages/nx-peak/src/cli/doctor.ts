import { readFileSync } from 'node:fs';
import { meterChain, probeMeter } from '@nx-peak/memory-tracker';
import { type Failure, FailureLog, messageOf, readFailures } from '../failures';
import { linkStateOf } from '../link/link-line';
import { findNx, findWorkspaceRoot, type NxPackage } from '../link/nx-package';
import { pluginOptionsOf, resolveSettings } from '../settings';
import { readSwitch } from '../switch';
import type { SeamReport } from '../task-runner/instrument';

/** One thing that was looked at. */
export type Finding =
  | { readonly kind: 'good' | 'note'; readonly text: string }
  /** Peaks would not show, or not all of them. */
  | { readonly kind: 'bad'; readonly text: string; readonly remedy: string };

/**
 * `nx-peak doctor`: tells whether `NX_LOG_HEAP_USAGE=true nx ...` shows peaks in this
 * workspace, and if not, why and what to do.
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
      ? '\nPeaks show when nx runs with NX_LOG_HEAP_USAGE=true.'
      : `\nPeaks do not show as they should: ${bad} ${bad === 1 ? 'problem' : 'problems'} above.`,
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
  return [
    { kind: 'good', text: `nx ${nx.version} in ${nx.folder}` },
    linkFinding(nx, env),
    installFinding(workspaceRoot, nx),
    switchFinding(env),
    ...(await seamFindings(nx)),
    ...settingsFindings(workspaceRoot, env),
    ...(await meterFindings(workspaceRoot, env)),
    ...failureFindings(readFailures(workspaceRoot)),
  ];
}

function linkFinding(nx: NxPackage, env: NodeJS.ProcessEnv): Finding {
  if (env['NODE_OPTIONS']?.includes('nx-peak/register')) {
    return { kind: 'good', text: 'preloaded by NODE_OPTIONS' };
  }
  if (nx.runCommandFile === undefined) {
    return {
      kind: 'bad',
      text: `this nx has no run-command.js where it is expected`,
      remedy: 'tell the maintainers of nx-peak your version of nx',
    };
  }
  const state = linkStateOf(readFileSync(nx.runCommandFile, 'utf8'));
  switch (state) {
    case 'linked':
      return { kind: 'good', text: 'linked' };
    case 'outdated':
      return {
        kind: 'bad',
        text: 'linked by another version of nx-peak',
        remedy: 'npx nx-peak link',
      };
    case 'not linked':
      return {
        kind: 'bad',
        text: 'not linked: plain nx does not load nx-peak',
        remedy: 'npx nx-peak link (or, without changing files: npx nx-peak nx ...)',
      };
  }
}

/** The line in nx is silent when it cannot find nx-peak, so this must be told here. */
function installFinding(workspaceRoot: string, nx: NxPackage): Finding {
  try {
    const register = require.resolve('nx-peak/register', { paths: [workspaceRoot, nx.folder] });
    return { kind: 'good', text: `nx finds nx-peak: ${register}` };
  } catch {
    return {
      kind: 'bad',
      text: `nx cannot find nx-peak from ${workspaceRoot}`,
      remedy: 'make it a dev dependency of the workspace: npm install --save-dev nx-peak',
    };
  }
}

function switchFinding(env: NodeJS.ProcessEnv): Finding {
  const state = readSwitch(env);
  switch (state.kind) {
    case 'on':
      return { kind: 'good', text: 'switched on: NX_LOG_HEAP_USAGE is set' };
    case 'off':
      return { kind: 'note', text: 'switched off here: NX_LOG_HEAP_USAGE is not set' };
    case 'invalid':
      return { kind: 'bad', text: state.message, remedy: 'NX_LOG_HEAP_USAGE=true' };
  }
}

/** Really wraps this nx, inside this process alone, and takes the wraps off again. */
async function seamFindings(nx: NxPackage): Promise<Finding[]> {
  if (nx.runCommandFile === undefined) {
    return [];
  }
  try {
    // Loaded here: it needs nx, which the checks before this one do not.
    const { instrument } = await import('../task-runner/instrument.js');
    const { seams, undo } = instrument(nx.runCommandFile, {}, new FailureLog());
    undo();
    const missing = seams.filter((seam) => !seam.fits);
    return [
      {
        kind: missing.length === 0 ? 'good' : 'note',
        text: `${seams.length - missing.length} of ${seams.length} seams fit this nx`,
      },
      ...missing.map(missingSeam),
    ];
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `this nx cannot be wrapped: ${messageOf(error)}`,
        remedy: 'reinstall nx, or tell the maintainers of nx-peak your version of it',
      },
    ];
  }
}

function missingSeam(seam: SeamReport): Finding {
  return {
    kind: 'bad',
    text: `seam "${seam.name}": ${seam.fits ? 'fits' : seam.reason}; without it, ${seam.without}`,
    remedy: 'tell the maintainers of nx-peak your version of nx',
  };
}

function settingsFindings(workspaceRoot: string, env: NodeJS.ProcessEnv): Finding[] {
  const { settings, problems } = resolveSettings(env, optionsIn(workspaceRoot));
  return [
    ...problems.map(({ message }): Finding => ({ kind: 'note', text: message })),
    {
      kind: 'good',
      text: `looks at the processes at least every ${settings.intervalMs} ms`,
    },
  ];
}

async function meterFindings(workspaceRoot: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { settings } = resolveSettings(env, optionsIn(workspaceRoot));
  const { meters, why } = meterChain(process.platform, settings.meter);
  const findings: Finding[] = [];
  for (const meter of meters) {
    const probe = await probeMeter(meter);
    if (probe.ok) {
      return [...findings, { kind: 'good', text: `meter ${meter} works (${why})` }];
    }
    findings.push({ kind: 'note', text: `meter ${meter} does not work: ${probe.reason}` });
  }
  return [
    ...findings,
    {
      kind: 'bad',
      text: 'no meter works here',
      remedy: 'procfs needs a readable /proc, pidusage needs ps (Debian: apt-get install procps)',
    },
  ];
}

function failureFindings(failures: readonly Failure[]): Finding[] {
  return failures.map(({ time, where, message }) => ({
    kind: 'note',
    text: `recorded ${time}, ${where}: ${message}`,
  }));
}

function optionsIn(workspaceRoot: string): unknown {
  try {
    return pluginOptionsOf(JSON.parse(readFileSync(`${workspaceRoot}/nx.json`, 'utf8')));
  } catch {
    return {}; // nx itself tells what is wrong with an nx.json
  }
}

const MARKS = { good: '✔', note: '·', bad: '✖' } as const;

function render(finding: Finding): string {
  const remedy = finding.kind === 'bad' ? `\n    → ${finding.remedy}` : '';
  return `${MARKS[finding.kind]} ${finding.text}${remedy}`;
}
