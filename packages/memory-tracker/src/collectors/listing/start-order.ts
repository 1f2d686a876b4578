/**
 * Start times for a listing that has pids but no start times: the number of the listing in which
 * a pid appeared and since which it has been listed without a break.
 *
 * So a process is the same as long as its pid stays listed, and a pid that was away for a listing
 * is somebody else. What this cannot see is a pid that died and was given anew between two
 * listings; systems hand out pids in turn, so that takes tens of thousands of forks in between.
 *
 * @param before start times of the previous listing, by pid
 * @param listing the number of this listing, larger than all before
 */
export function startTimesByListing(
  before: ReadonlyMap<number, number>,
  pids: Iterable<number>,
  listing: number,
): Map<number, number> {
  const startTimes = new Map<number, number>();
  for (const pid of pids) {
    startTimes.set(pid, before.get(pid) ?? listing);
  }
  return startTimes;
}
