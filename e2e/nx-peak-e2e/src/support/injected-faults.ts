import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '@nx-peak/testkit';
import type { Workspace } from './workspace';

/** Faults that are put into nx-peak from outside, before nx loads it. */
export interface InjectedFaults {
  /** The environment in which they happen. */
  readonly env: Variables;
  /** The kinds of events at which something has thrown since, in order. */
  thrown(): string[];
}

/**
 * Every listener of ours throws at every event it listens to, whenever that happens, in every process
 * of node that loads us. This function alone knows how: what runs inside nx asks a symbol of the
 * process for what stands between the events and each listener.
 *
 * @param spared the names of listeners that do not throw
 */
export function everyListenerThrows(
  { root }: Workspace,
  spared: readonly string[] = [],
): InjectedFaults {
  const preload = join(root, 'faults.js');
  const log = join(root, 'faults.log');
  writeFileSync(
    preload,
    `
    const { appendFileSync } = require('node:fs');
    const broken = (kind) => () => {
      appendFileSync(${JSON.stringify(log)}, kind + '\\n');
      throw new Error('thrown on purpose');
    };
    globalThis[Symbol.for('nx-peak.faults')] = ({ name, on }) => ({
      name,
      on: ${JSON.stringify(spared)}.includes(name) ? on : Object.fromEntries(Object.keys(on).map((kind) => [kind, broken(kind)])),
    });`,
  );
  return {
    env: { NODE_OPTIONS: `--require ${preload}` },
    thrown: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
      return [...new Set(lines)].sort();
    },
  };
}
