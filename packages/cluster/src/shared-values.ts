const SHARED_MAX = 50_000;
const SHARED = new Map<string, string>();

/**
 * The same text as one string in memory. Every watch line brings its own copy of the namespace, image and server names
 * that 100,000 pods have in common.
 */
export function shared<T extends string | null>(text: T): T {
  if (text === null) {
    return text;
  }
  const known = SHARED.get(text);
  if (known !== undefined) {
    return known as T;
  }
  if (SHARED.size >= SHARED_MAX) {
    SHARED.clear();
  }
  SHARED.set(text, text);
  return text;
}
