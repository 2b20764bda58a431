/** Something that is measured again and again. */
export type Measurement<T> = () => Promise<T>;

/**
 * Measures both sides in turns, so that what else the machine does meets both; who begins changes each time. One more turn of each
 * goes first and is not counted: caches are cold only once.
 */
export async function inTurns<T>(
  repeats: number,
  ours: Measurement<T>,
  theirs: Measurement<T>,
): Promise<{ readonly ours: T[]; readonly theirs: T[] }> {
  await ours();
  await theirs();
  const results = { ours: [] as T[], theirs: [] as T[] };
  for (let i = 0; i < repeats; i++) {
    if (i % 2 === 0) results.ours.push(await ours());
    results.theirs.push(await theirs());
    if (i % 2 === 1) results.ours.push(await ours());
  }
  return results;
}
