import type { NxPackage } from '../../link/nx-package';

/** What one check found. */
export type Finding =
  | { readonly kind: 'good' | 'note'; readonly text: string }
  /** Peaks would not show, or not all of them. */
  | { readonly kind: 'bad'; readonly text: string; readonly remedy: string };

/** What the checks are about. */
export interface Examined {
  readonly workspaceRoot: string;
  readonly nx: NxPackage;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * One part of the examination. It loads what it needs when it is called, so that a part of nx-peak
 * that is damaged does not stop the checks that can say so.
 */
export type Check = (examined: Examined) => readonly Finding[] | Promise<readonly Finding[]>;
