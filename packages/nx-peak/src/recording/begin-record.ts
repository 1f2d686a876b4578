import { RunRecorder } from '@nx-peak/run-record/recorder';
import type { CollectorName } from '@nx-peak/memory-tracker';
import { messageOf, type FailureLog } from '../failures';
import { ownVersion } from '../own-version';
import { makePeakFolder, peakFolder } from '../paths';
import type { Settings } from '../settings/settings';
import { readSource } from './facts/source';
import { machineHere } from './machine-here';

/** What is known of every record of this process. */
export interface RecordOptions {
  readonly workspaceRoot: string;
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  readonly nxVersion: () => string;
  readonly collector: () => CollectorName | undefined;
  readonly failures: FailureLog;
}

/** What is known of one record when it begins. */
export interface Beginning {
  /** Chosen before; undefined for a new one. */
  readonly id: string | undefined;
  /** The run whose task started this nx. */
  readonly parent: string | undefined;
  /** How many tasks may run at once. */
  readonly parallel: number | undefined;
}

/** A record that has begun, and whether it is written. */
export interface BegunRecord {
  readonly recorder: RunRecorder;
  readonly isWritten: boolean;
}

/** Begins a record: in memory alone where none is wanted, or none can be written. */
export function beginRecord(
  { workspaceRoot, settings, env, nxVersion, collector, failures }: RecordOptions,
  { id, parent, parallel }: Beginning,
): BegunRecord {
  const problem = settings.record ? unusable(workspaceRoot) : undefined;
  if (problem !== undefined) {
    failures.record('record of the run', problem);
  }
  const isWritten = settings.record && problem === undefined;
  const source = readSource(workspaceRoot, env);
  const collectorName = collector();
  const recorder = new RunRecorder({
    root: peakFolder(workspaceRoot),
    ...(id !== undefined && { id }),
    command: ['nx', ...process.argv.slice(2)],
    machine: machineHere(),
    measuring: {
      intervalMs: settings.intervalMs,
      ...(collectorName !== undefined && { collector: collectorName }),
    },
    versions: { nx: nxVersion(), node: process.versions.node, nxPeak: ownVersion() },
    ...(source !== undefined && { source }),
    ...(parallel !== undefined && { parallel }),
    ...(parent !== undefined && { parent }),
    keep: settings.keepRuns,
    secretPatterns: settings.secrets,
    inMemory: !isWritten,
    onProblem: (message) => {
      failures.record('record of the run', message);
    },
  });
  return { recorder, isWritten };
}

/** Makes the folder, which ignores itself in git. @returns why that cannot be done */
function unusable(workspaceRoot: string): string | undefined {
  try {
    makePeakFolder(workspaceRoot);
    return undefined;
  } catch (error) {
    return `The run is not recorded: ${messageOf(error)}`;
  }
}
