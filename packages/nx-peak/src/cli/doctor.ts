import type { ChildCgroupsHere } from '@nx-peak/host';
import { type Failure, FailureLog, messageOf, readFailures } from '../failures';
import { expectCode } from '../link/link-file';
import { type LinkState, linkStateOf } from '../link/link-line';
import { findNx, findWorkspaceRoot, linksOf, type NxPackage } from '../link/nx-package';
import { runCommandFiles } from '../nx-features';
import { nxPeakFolder } from '../nx-peak-folder';
import type { Settings } from '../settings';
import { readSwitch } from '../switch';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Instrument from '../task-runner/instrument';

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
    ...(await measuringFindings(workspaceRoot, nx, env)),
    ...(await evidenceFindings()),
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
  const states: LinkState[] = [];
  for (const { file, line } of linksOf(nx)) {
    const text = readFileSync(file, 'utf8');
    try {
      expectCode(file, text);
    } catch (error) {
      return { kind: 'bad', text: messageOf(error), remedy: 'install the packages again' };
    }
    states.push(linkStateOf(text, line));
  }
  const [main = 'not linked', ...others] = states;
  switch (main) {
    case 'linked':
      return others.every((state) => state === 'linked')
        ? { kind: 'good', text: 'linked' }
        : {
            kind: 'bad',
            text: 'linked, but nx exec --log-heap-usage would show no peaks',
            remedy: 'npx nx-peak link',
          };
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
  let register: string;
  try {
    register = require.resolve('nx-peak/register', { paths: [workspaceRoot, nx.folder] });
  } catch {
    return {
      kind: 'bad',
      text: `nx cannot find nx-peak from ${workspaceRoot}`,
      remedy: 'make it a dev dependency of the workspace: npm install --save-dev nx-peak',
    };
  }
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { attach } = require(register) as { attach?: unknown };
    if (typeof attach !== 'function') {
      throw new Error('it has no function attach');
    }
  } catch (error) {
    return {
      kind: 'bad',
      text: `${register} is damaged: ${messageOf(error)}`,
      remedy: 'install nx-peak again',
    };
  }
  return { kind: 'good', text: `nx finds nx-peak: ${register}` };
}

function switchFinding(env: NodeJS.ProcessEnv): Finding {
  const state = readSwitch(env);
  switch (state.kind) {
    case 'on':
      return { kind: 'good', text: 'switched on: NX_LOG_HEAP_USAGE is set' };
    case 'off':
      return {
        kind: 'note',
        text: 'switched off here: NX_LOG_HEAP_USAGE is not set (a .env file of the workspace can set it for nx alone)',
      };
    case 'invalid':
      return { kind: 'bad', text: state.message, remedy: 'NX_LOG_HEAP_USAGE=true' };
  }
}

/** Really wraps this nx, inside this process alone, and takes the wraps off again. */
async function seamFindings(nx: NxPackage): Promise<Finding[]> {
  if (nx.runCommandFile === undefined) {
    return [];
  }
  let instrument: typeof Instrument.instrument;
  try {
    // Loaded here: it needs nx, which the checks before this one do not.
    ({ instrument } = await import('../task-runner/instrument.js'));
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `nx-peak is damaged: ${messageOf(error)}`,
        remedy: 'install nx-peak again, with its dependencies',
      },
    ];
  }
  try {
    const { seams, undo } = instrument(nx.runCommandFile, {}, new FailureLog());
    undo();
    const needed = seams.filter(({ state }) => state !== 'not needed');
    const missing = seams.filter((seam) => seam.state === 'missing');
    return [
      {
        kind: missing.length === 0 ? 'good' : 'note',
        text: `${needed.length - missing.length} of ${needed.length} seams fit this nx${notNeeded(seams.length - needed.length)}`,
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

function notNeeded(count: number): string {
  return count === 0 ? '' : `, ${count} more are for other versions`;
}

function missingSeam(seam: Instrument.SeamReport & { state: 'missing' }): Finding {
  return {
    kind: 'bad',
    text: `seam "${seam.name}": ${seam.reason}; without it, ${seam.without}`,
    remedy: 'tell the maintainers of nx-peak your version of nx',
  };
}

/** How it would be measured. Loaded here: the checks before do not need the tracker. */
async function measuringFindings(
  workspaceRoot: string,
  nx: NxPackage,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  try {
    const { ChildCgroups } = await import('@nx-peak/host');
    const { isBuiltIn, collectorChain, probeCollector } = await import('@nx-peak/memory-tracker');
    const { pluginOptionsOf, resolveSettings } = await import('../settings.js');
    const nxJson = readJson(`${workspaceRoot}/nx.json`);
    const { settings, problems } = resolveSettings(env, pluginOptionsOf(nxJson));
    const preferred = settings.collector === 'cgroup' ? undefined : settings.collector;
    const { NxCopy } = await import('../task-runner/nx-copy.js');
    const { nxCollector, probeNxCollector } = await import('../task-runner/nx-collector.js');
    const copy = new NxCopy(nx.runCommandFile ?? join(nx.folder, runCommandFiles[0]));
    const { collectors, why } = collectorChain(process.platform, preferred, nxCollector(copy));
    const findings: Finding[] = [
      ...problems.map(({ message }): Finding => ({ kind: 'note', text: message })),
      { kind: 'good', text: `looks at the processes at least every ${settings.intervalMs} ms` },
      cgroupsFinding(ChildCgroups.open(), settings.collector === 'cgroup'),
      recordsFinding(workspaceRoot, settings),
    ];
    for (const collector of collectors) {
      const probe = isBuiltIn(collector) ? await probeCollector(collector) : probeNxCollector(copy);
      if (probe.ok) {
        return [...findings, { kind: 'good', text: `collector ${collector} works (${why})` }];
      }
      findings.push({
        kind: 'note',
        text: `collector ${collector} does not work: ${probe.reason}`,
      });
    }
    return [
      ...findings,
      {
        kind: 'bad',
        text: 'no collector works here',
        remedy: 'procfs needs a readable /proc, pidusage needs ps (Debian: apt-get install procps)',
      },
    ];
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `nothing can be measured: ${messageOf(error)}`,
        remedy: 'install nx-peak again, with its dependencies',
      },
    ];
  }
}

/** Whether tasks can have cgroups of their own here, whether they are asked for or not. */
function cgroupsFinding(here: ChildCgroupsHere, wanted: boolean): Finding {
  switch (here.kind) {
    case 'open':
      return wanted
        ? { kind: 'good', text: `tasks get cgroups in ${here.groups.directory}` }
        : { kind: 'note', text: 'NX_PEAK_COLLECTOR=cgroup would work here' };
    case 'none':
      return {
        kind: 'note',
        text: `NX_PEAK_COLLECTOR=cgroup ${wanted ? 'does' : 'would'} not work here: ${here.reason}`,
      };
  }
}

/** Failures and records of runs are kept in one folder; where nothing can be kept, nothing is told later. */
function recordsFinding(workspaceRoot: string, { record, keepRuns }: Settings): Finding {
  let folder: string;
  try {
    folder = nxPeakFolder(workspaceRoot);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return {
      kind: 'note',
      text: `failures and records of runs cannot be kept in .nx/peak: ${messageOf(error)}`,
    };
  }
  return record
    ? {
        kind: 'good',
        text: `runs are recorded in ${join(folder, 'runs')}, the last ${keepRuns} are kept`,
      }
    : { kind: 'note', text: 'runs are not recorded' };
}

/** What of a task's death could be proven. Loaded here, as above. */
async function evidenceFindings(): Promise<Finding[]> {
  try {
    const { evidenceHere } = await import('@nx-peak/diagnosis');
    const { countsKills, text } = evidenceHere();
    return [{ kind: countsKills ? 'good' : 'note', text }];
  } catch {
    return []; // the finding before this one has told why nothing can be measured
  }
}

function failureFindings(failures: readonly Failure[]): Finding[] {
  return failures.map(({ time, where, message }) => ({
    kind: 'note',
    text: `recorded ${time}, ${where}: ${message}`,
  }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // nx itself tells what is wrong with an nx.json
  }
}

const MARKS = { good: '✔', note: '·', bad: '✖' } as const;

function render(finding: Finding): string {
  const remedy = finding.kind === 'bad' ? `\n    → ${finding.remedy}` : '';
  return `${MARKS[finding.kind]} ${finding.text}${remedy}`;
}
