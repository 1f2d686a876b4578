/**
 * `Did you mean "intervalMs"?` for a word that is none of those known; undefined when none of them is close.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= Math.max(1, Math.ceil(word.length / 3))
    ? `Did you mean "${best.candidate}"?`
    : undefined;
}

/**
 * How many letters have to be added, taken away or changed to make one word of the other, whatever
 * their case (Levenshtein's distance, by the algorithm of Wagner and Fischer).
 */
function distanceOf(one: string, other: string): number {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(
        Math.min(
          (next[j] ?? 0) + 1,
          (row[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
