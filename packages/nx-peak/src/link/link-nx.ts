import { readFileSync } from 'node:fs';
import { messageOf } from '../failures';
import { expectCode, type LinkChange, linkFile, unlinkFile } from './link-file';
import { findNx, findWorkspaceRoot, linksOf, type NxPackage } from './nx-package';

export type LinkAction = 'link' | 'unlink';

/** What came of linking or unlinking the nx of a workspace. */
export type LinkOutcome =
  | { readonly kind: LinkChange; readonly action: LinkAction; readonly nx: NxPackage }
  | { readonly kind: 'no-workspace'; readonly action: LinkAction; readonly folder: string }
  | { readonly kind: 'no-nx'; readonly action: LinkAction; readonly workspaceRoot: string }
  | { readonly kind: 'unknown-nx'; readonly action: LinkAction; readonly nx: NxPackage }
  | { readonly kind: 'failed'; readonly action: LinkAction; readonly reason: string };

/** Links or unlinks the nx of the workspace around `folder`. Never throws. */
export function changeLink(action: LinkAction, folder: string): LinkOutcome {
  try {
    const workspaceRoot = findWorkspaceRoot(folder);
    if (workspaceRoot === undefined) {
      return { kind: 'no-workspace', action, folder };
    }
    const nx = findNx(workspaceRoot);
    if (nx === undefined) {
      return { kind: 'no-nx', action, workspaceRoot };
    }
    if (nx.runCommandFile === undefined) {
      return { kind: 'unknown-nx', action, nx };
    }
    const links = linksOf(nx);
    if (action === 'link') {
      links.forEach(({ file }) => {
        expectCode(file, readFileSync(file, 'utf8')); // before any: all are linked, or none
      });
    }
    const changes = links.map(({ file, line }) =>
      action === 'link' ? linkFile(file, line) : unlinkFile(file),
    );
    return { kind: changes.includes('changed') ? 'changed' : 'unchanged', action, nx };
  } catch (error) {
    return { kind: 'failed', action, reason: messageOf(error) };
  }
}

/** Whether the workspace's nx is now as asked for. */
export function succeeded(outcome: LinkOutcome): boolean {
  return outcome.kind === 'changed' || outcome.kind === 'unchanged';
}

/** The outcome in one line, as it is printed. */
export function formatOutcome(outcome: LinkOutcome): string {
  const { action } = outcome;
  const done = action === 'link' ? 'linked' : 'unlinked';
  switch (outcome.kind) {
    case 'changed':
      return action === 'link'
        ? `linked to nx ${outcome.nx.version}: NX_LOG_HEAP_USAGE=true nx ... shows peaks. Undo with: npx nx-peak unlink`
        : `unlinked from nx ${outcome.nx.version}.`;
    case 'unchanged':
      return action === 'link'
        ? `already linked to nx ${outcome.nx.version}.`
        : `nx ${outcome.nx.version} is not linked: nothing to undo.`;
    case 'no-workspace':
      return `not ${done}: no nx.json in ${outcome.folder} or above it.`;
    case 'no-nx':
      return `not ${done}: nx is not installed in ${outcome.workspaceRoot}. Install it and run this again.`;
    case 'unknown-nx':
      return `not ${done}: nx ${outcome.nx.version} in ${outcome.nx.folder} has no run-command.js where nx-peak expects it.`;
    case 'failed':
      return action === 'link'
        ? `not linked: ${outcome.reason}. Without changing files, use: npx nx-peak nx ...`
        : `not unlinked: ${outcome.reason}.`;
  }
}
