import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '@nx-peak/testkit';
import type { Workspace } from './workspace';

/** Faults that are put into nx-peak from outside: its published code knows nothing of them. */
export interface InjectedFaults {
  /** The environment in which they happen. */
  readonly env: Variables;
  /** The kinds of our code that there are, in order. */
  readonly kinds: readonly string[];
  /** The kinds that have thrown since, in order. */
  thrown(): string[];
}

/**
 * Everything of ours that listens to Nx throws, whenever it is called, in every process of node that
 * loads it. This function alone knows where that is: what hangs our code on a method of Nx is handed
 * parts that throw, in the place of those it was to call.
 */
export function everyListenerThrows({ root }: Workspace): InjectedFaults {
  const preload = join(root, 'faults.js');
  const log = join(root, 'faults.log');
  writeFileSync(
    preload,
    `
    const { appendFileSync } = require('node:fs');
    const Module = require('node:module');
    const broken = (where) => () => {
      appendFileSync(${JSON.stringify(log)}, where + '\\n');
      throw new Error('thrown on purpose');
    };
    const load = Module._load;
    const wrapped = new WeakSet();
    Module._load = function (request) {
      const loaded = load.apply(this, arguments);
      if (/(?:^|[\\\\/])seam(?:\\.js)?$/.test(request) && loaded.hook && !wrapped.has(loaded)) {
        wrapped.add(loaded);
        const { hook } = loaded;
        loaded.hook = (guard, seam, owner, method, hooks) => {
          const throwing = Object.keys(hooks).map((part) => [part, broken(part)]);
          return hook(guard, seam, owner, method, Object.fromEntries(throwing));
        };
      }
      return loaded;
    };`,
  );
  return {
    env: { NODE_OPTIONS: `--require ${preload}` },
    kinds: ['after', 'around', 'before', 'withArgs', 'withResult'],
    thrown: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
      return [...new Set(lines)].sort();
    },
  };
}
