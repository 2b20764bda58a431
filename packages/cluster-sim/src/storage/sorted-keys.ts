/** The first index in a sorted array whose key is not below `key`. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** New keys that are put in one by one; more are sorted in together. */
const FEW = 32;
/** Removed keys that are still in the array before it is made anew. */
const TOMBSTONES_MAX = 4096;

/** A set of keys in order. Writing costs nothing much; the order is made when somebody reads. */
export class SortedKeys {
  #sorted: string[] = [];
  #added: string[] = [];
  /** Removed, but still in the array. */
  readonly #tombstones = new Set<string>();

  add(key: string): void {
    if (!this.#tombstones.delete(key)) this.#added.push(key);
  }

  remove(key: string): void {
    this.#tombstones.add(key);
  }

  /** Keys that start with `prefix`, from `start` on. */
  *range(prefix: string, start: string): Generator<string> {
    const keys = this.#settle();
    for (let i = lowerBound(keys, start > prefix ? start : prefix); i < keys.length; i++) {
      const key = keys[i] as string;
      if (!key.startsWith(prefix)) return;
      if (!this.#tombstones.has(key)) yield key;
    }
  }

  /** The array in order. A reader under way goes on with the one it has, so a changed one is a new one. */
  #settle(): readonly string[] {
    if (this.#added.length === 0 && this.#tombstones.size <= TOMBSTONES_MAX) return this.#sorted;
    let keys = [...this.#sorted];
    if (this.#added.length <= FEW) {
      for (const key of this.#added) keys.splice(lowerBound(keys, key), 0, key);
    } else {
      keys = [...keys, ...this.#added].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    }
    if (this.#tombstones.size > TOMBSTONES_MAX) {
      keys = keys.filter((key) => !this.#tombstones.has(key));
      this.#tombstones.clear();
    }
    this.#added = [];
    this.#sorted = keys;
    return keys;
  }
}
