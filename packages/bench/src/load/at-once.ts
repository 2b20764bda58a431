/** Does all of it, so many at a time. */
export async function atOnce<T>(
  items: Iterable<T>,
  concurrency: number,
  each: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await each(next.value);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
