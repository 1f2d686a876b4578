/**
 * Whom an id counts, given the pid it was told.
 *
 * - `tree`: the process and all its descendants.
 * - `process`: that process alone.
 * - `unclaimed-descendants`: all its descendants without itself, and without every process that
 *   belongs to another id. Of two such ids, a process belongs to the one whose pid is its nearer
 *   ancestor.
 */
export type Members = 'tree' | 'process' | 'unclaimed-descendants';

/**
 * A descendant counts as unclaimed once it has been seen for this long. (ms) An id claims a process
 * a moment after the process was started, and until then it must not count for somebody else.
 */
export const UNCLAIMED_AFTER_MS = 100;
