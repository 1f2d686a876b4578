import type { Attempt } from '@nx-peak/testkit';
import type { NativeTools } from '../truth/native-tools';

/** A task of a known shape. */
export interface Workload {
  /** As it is called on the command line. */
  readonly name: string;
  /** What it does, for the table. */
  readonly title: string;
  /** How often it is run, and how often when a quick run is asked for. */
  readonly runs: number;
  readonly quickRuns: number;
  /** Makes it ready once; says why when this machine cannot run it. */
  prepare(tools: NativeTools): Attempt<PreparedWorkload>;
}

export interface PreparedWorkload {
  readonly argv: readonly string[];
  readonly cwd: string;
}
