import type { Reflected } from "./reflector-options.ts";

/** Keys under which something was added, changed, removed, or replaced by another object of the same name. */
export function differences<T extends Reflected>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): string[] {
  const changed = [...after].filter(([key, object]) => {
    const known = before.get(key);
    return known?.uid !== object.uid || known.resourceVersion !== object.resourceVersion;
  });
  const removed = [...before.keys()].filter((key) => !after.has(key));
  return [...changed.map(([key]) => key), ...removed];
}
