/** How the process that Nx started ended, or the one whose end a shell or npm passed on. */
export type End = { readonly code: number } | { readonly signal: string };

/** What truly happens to a task, in the words of nx-peak's diagnoses. */
export type Truth =
  /** The kernel kills a process of it, at the limit of the group. */
  | { readonly kind: 'out-of-memory'; readonly victim: 'task' | 'descendant'; readonly end: End }
  /** V8 gives up at the limit of a heap. */
  | {
      readonly kind: 'v8-heap-limit';
      readonly of: 'task' | 'descendant' | 'worker-thread';
      readonly end: End;
    }
  /** It ends for another reason than memory. */
  | { readonly kind: 'ended'; readonly end: End }
  /** It succeeds; `lost`: although the kernel kills a process of it. */
  | { readonly kind: 'succeeded'; readonly lost: boolean };

/** Whether the kernel kills a process for it, which its counter then counts. */
export function countsAsKill(truth: Truth): boolean {
  return truth.kind === 'out-of-memory' || (truth.kind === 'succeeded' && truth.lost);
}
