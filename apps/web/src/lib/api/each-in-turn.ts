/** Does `work` for each item, at most `atOnce` at a time, in their order. A failing one does not keep the others from being done. */
export async function eachInTurn<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (const item of left) await work(item).catch(() => undefined);
  });
  await Promise.all(lanes);
}
