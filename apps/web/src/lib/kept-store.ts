import { createStore, type Store } from "./store";

/**
 * A store whose value the browser remembers, and shares between its tabs. What it remembers but nobody knows any more counts as `initial`;
 * `known` null: any text is.
 */
export function createKeptStore<T extends string>(key: string, known: readonly T[] | null, initial: T): Store<T> {
  const store = createStore(initial);
  const take = (text: string | null) =>
    store.set((known === null ? (text as T | null) : known.find((one) => one === text)) ?? initial);
  if (typeof window !== "undefined") {
    take(readKept(key));
    window.addEventListener("storage", (event) => {
      if (event.key === key) take(event.newValue);
    });
  }
  return {
    ...store,
    set: (value) => {
      store.set(value);
      try {
        window.localStorage.setItem(key, value);
      } catch {
        // A browser that keeps nothing: it holds until the page is left.
      }
    },
  };
}

function readKept(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
