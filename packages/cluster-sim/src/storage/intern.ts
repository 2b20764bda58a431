import type { FieldSet, KubeObject, ManagedFieldsEntry } from "../objects/meta.ts";

const KNOWN_MAX = 20_000;
const known = new Map<string, FieldSet>();

/**
 * The same set of fields is the same object in all objects that have it: there are few different ones, and they are the
 * largest part of an object in memory.
 */
export function internFieldSet(set: FieldSet): FieldSet {
  const text = JSON.stringify(set);
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, set);
  return set;
}

/** For objects just read from the journal, which nobody else has yet. */
export function internObject(object: KubeObject): void {
  const { managedFields } = object.metadata;
  if (managedFields === undefined) return;
  object.metadata.managedFields = managedFields.map((entry): ManagedFieldsEntry => {
    return entry.fieldsV1 === undefined ? entry : { ...entry, fieldsV1: internFieldSet(entry.fieldsV1) };
  });
}
