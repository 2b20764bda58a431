import type { FieldSet } from "../objects/meta.ts";

const KNOWN_MAX = 20_000;
const known = new Map<string, FieldSet>();

/**
 * The same set of fields is the same object in all objects that have it: there are few different ones, and they are the
 * largest part of an object in memory.
 */
export function internFieldSet(set: FieldSet): FieldSet {
  return internFieldSetOf(JSON.stringify(set), set);
}

/** The same, where its JSON is at hand. */
export function internFieldSetOf(text: string, set: FieldSet): FieldSet {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, set);
  return set;
}
