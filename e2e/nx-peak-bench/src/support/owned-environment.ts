import { OWNER } from '@nx-peak/testkit';
import { ownName } from './own-name';

/** The environment of everything this benchmark starts: nothing of an nx around it gets in. */
export function ownedEnvironment(variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_|NODE_OPTIONS$|FORCE_COLOR$|CI$)/.test(name),
  );
  return { ...Object.fromEntries(kept), [OWNER]: ownName(), ...variables };
}
