/** In an order by chance, each as likely as the others. */
export function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((value) => ({ value, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}
