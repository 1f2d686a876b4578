import { readFileSync } from 'node:fs';
import { messageOf } from '../../failures';
import { expectCode } from '../../link/link-file';
import { type LinkState, linkStateOf } from '../../link/link-line';
import { linksOf } from '../../link/nx-package';
import { orReport } from '../../project-address';
import type { Check, Finding } from './finding';

/** Whether plain nx loads nx-peak. */
export const checkLink: Check = ({ nx, env }) => {
  if (env['NODE_OPTIONS']?.includes('nx-peak/register')) {
    return [{ kind: 'good', text: 'preloaded by NODE_OPTIONS' }];
  }
  if (nx.runCommandFile === undefined) {
    return [
      {
        kind: 'bad',
        text: `nx ${nx.version} has no run-command.js where nx-peak expects it`,
        remedy: `install nx again; if that does not help, use another version of nx or nx-peak${orReport('this version of nx')}`,
      },
    ];
  }
  const states: LinkState[] = [];
  for (const { file, line } of linksOf(nx)) {
    const text = readFileSync(file, 'utf8');
    try {
      expectCode(file, text);
    } catch (error) {
      return [{ kind: 'bad', text: messageOf(error), remedy: 'install the packages again' }];
    }
    states.push(linkStateOf(text, line));
  }
  return [findingOf(states)];
};

/** @param states of the file that has to be linked, then of those that should be */
function findingOf([main = 'not-linked', ...others]: readonly LinkState[]): Finding {
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
    case 'not-linked':
      return {
        kind: 'bad',
        text: 'not linked: plain nx does not load nx-peak',
        remedy: 'npx nx-peak link (or, without changing files: npx nx-peak nx ...)',
      };
  }
}
