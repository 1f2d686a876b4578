import { messageOf } from '../failures';
import type { Undo } from './hook';
import type { Patch, PatchedNx } from './patch';

/** What became of a patch in this nx. */
export type PatchReport = { readonly name: string; readonly without: string } & (
  | { readonly kind: 'active' }
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'missing'; readonly reason: string }
);

/** Applies a patch where it is needed. One that does not fit is recorded; nothing is thrown. */
export function applyPatch<Needs extends Pick<PatchedNx, 'nx' | 'failures'>>(
  patch: Patch<Needs>,
  patched: Needs,
): { report: PatchReport; undo: Undo } {
  const { name, without } = patch;
  const { nx, failures } = patched;
  try {
    if (patch.neededBy?.(nx) === false) {
      return { report: { kind: 'not-needed', name, without }, undo: () => undefined };
    }
    const undo = patch.apply(patched);
    return { report: { kind: 'active', name, without }, undo };
  } catch (error) {
    const reason = messageOf(error);
    failures.record(name, `nx ${nx.version}: ${reason}`);
    return { report: { kind: 'missing', name, without, reason }, undo: () => undefined };
  }
}
