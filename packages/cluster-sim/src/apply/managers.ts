import type { WriteOptions } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import type { Kind } from "../kinds/kind.ts";
import { type FieldSet, type KubeObject, kubeTime, type ManagedFieldsEntry } from "../objects/meta.ts";
import { decodeAs } from "../schema/decode.ts";
import { internFieldSet } from "../storage/intern.ts";
import { type Comparison, compareObjects } from "./compare.ts";
import { difference, isEmptySet, sameSet, union } from "./field-set.ts";
import { structureOf } from "./structure.ts";

/** Update managers kept apart; older ones become one. */
const UPDATE_MANAGERS_MAX = 10;
const ANCIENT = "ancient-changes";

/** Fields that nobody owns. Source: apimachinery/pkg/util/managedfields/internal/stripmeta.go. */
const UNOWNED: FieldSet = {
  "f:apiVersion": {},
  "f:kind": {},
  "f:metadata": {
    ".": {},
    "f:name": {},
    "f:namespace": {},
    "f:creationTimestamp": {},
    "f:selfLink": {},
    "f:uid": {},
    "f:clusterName": {},
    "f:generation": {},
    "f:managedFields": {},
    "f:resourceVersion": {},
  },
};

/** Names the writer and what it changed in metadata.managedFields, taking it from who had it. `object` may be changed. */
export function trackUpdate(
  env: Environment,
  kind: Kind,
  object: KubeObject,
  old: KubeObject | undefined,
  options: WriteOptions,
): void {
  const before = startingEntries(object, old);
  const comparison = owned(kind, compareWithoutManagers(kind, old, object), options.subresource);
  const entries = setManagers(
    releaseFromOthers(before, comparison, (entry) => isMine(entry, kind, options, "Update")),
    ownEntry(env, kind, before, comparison, options),
  );
  writeEntries(object, capUpdateManagers(entries));
}

function startingEntries(object: KubeObject, old: KubeObject | undefined): readonly ManagedFieldsEntry[] {
  const given = object.metadata.managedFields;
  if (given === undefined || old === undefined) return old?.metadata.managedFields ?? [];
  // One empty entry is how a client clears the list.
  const cleared = given.length === 1 && Object.keys(given[0] ?? {}).length === 0;
  return cleared ? [] : given;
}

export function compareWithoutManagers(kind: Kind, old: KubeObject | undefined, object: KubeObject): Comparison {
  return compareObjects(structureOf(kind.schema), old ?? emptyObject(kind), object);
}

const emptyObjects = new Map<string, KubeObject>();

/** What an object of this kind is before anything is written to it. */
export function emptyObject(kind: Kind): KubeObject {
  let empty = emptyObjects.get(kind.schema);
  if (empty === undefined) {
    empty = decodeAs(kind.schema, {}).object as KubeObject;
    emptyObjects.set(kind.schema, empty);
  }
  return empty;
}

/** The comparison without fields that this way of writing cannot own. */
function owned(kind: Kind, comparison: Comparison, subresource: string | undefined): Comparison {
  const reset = kind.status === undefined ? {} : subresource === "status" ? { "f:spec": {} } : { "f:status": {} };
  const strip = (set: FieldSet): FieldSet => withoutTop(difference(set, UNOWNED), reset);
  return { added: strip(comparison.added), modified: strip(comparison.modified), removed: strip(comparison.removed) };
}

function withoutTop(set: FieldSet, reset: FieldSet): FieldSet {
  const result = { ...set };
  for (const key in reset) delete result[key];
  return result;
}

export function stripUnowned(kind: Kind, set: FieldSet, subresource: string | undefined): FieldSet {
  return owned(kind, { added: set, modified: {}, removed: {} }, subresource).added;
}

export function isMine(
  entry: ManagedFieldsEntry,
  kind: Kind,
  options: WriteOptions,
  operation: "Apply" | "Update",
): boolean {
  return (
    entry.manager === options.manager &&
    entry.operation === operation &&
    entry.apiVersion === (options.apiVersion ?? kind.apiVersion) &&
    (entry.subresource ?? "") === (options.subresource ?? "")
  );
}

/** The other managers lose what was changed or removed under them. */
export function releaseFromOthers(
  entries: readonly ManagedFieldsEntry[],
  comparison: Comparison,
  mine: (entry: ManagedFieldsEntry) => boolean,
): ManagedFieldsEntry[] {
  const lost = union(union(comparison.modified, comparison.added), comparison.removed);
  if (isEmptySet(lost)) return [...entries];
  return entries.flatMap((entry) => {
    if (mine(entry)) return [entry];
    const fieldsV1 = difference(entry.fieldsV1 ?? {}, lost);
    if (fieldsV1 === entry.fieldsV1) return [entry];
    return isEmptySet(fieldsV1) ? [] : [{ ...entry, fieldsV1: internFieldSet(fieldsV1) }];
  });
}

function ownEntry(
  env: Environment,
  kind: Kind,
  entries: readonly ManagedFieldsEntry[],
  comparison: Comparison,
  options: WriteOptions,
): ManagedFieldsEntry {
  const before = entries.find((entry) => isMine(entry, kind, options, "Update"));
  const kept = difference(before?.fieldsV1 ?? {}, comparison.removed);
  const fieldsV1 = union(union(kept, comparison.modified), comparison.added);
  // The time moves only where what is owned does.
  const same = before !== undefined && sameSet(before.fieldsV1 ?? {}, fieldsV1);
  return managerEntry(kind, options, "Update", fieldsV1, same ? before.time : kubeTime(env.clock.now()));
}

export function managerEntry(
  kind: Kind,
  options: WriteOptions,
  operation: "Apply" | "Update",
  fieldsV1: FieldSet,
  time: string | undefined,
): ManagedFieldsEntry {
  return {
    manager: options.manager,
    operation,
    apiVersion: options.apiVersion ?? kind.apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1: internFieldSet(fieldsV1),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  };
}

/** The entries with this one in place of its predecessor, in the order in which the real server writes them. */
export function setManagers(entries: readonly ManagedFieldsEntry[], own: ManagedFieldsEntry): ManagedFieldsEntry[] {
  const others = entries.filter(
    (entry) =>
      entry.manager !== own.manager ||
      entry.operation !== own.operation ||
      entry.apiVersion !== own.apiVersion ||
      (entry.subresource ?? "") !== (own.subresource ?? ""),
  );
  const all = isEmptySet(own.fieldsV1 ?? {}) ? others : [...others, own];
  return all.sort(byRank);
}

function byRank(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const rank = (entry: ManagedFieldsEntry): string[] => [
    entry.operation ?? "",
    entry.time ?? "",
    entry.manager ?? "",
    entry.apiVersion ?? "",
    entry.subresource ?? "",
  ];
  const left = rank(a);
  const right = rank(b);
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) return (left[i] as string) < (right[i] as string) ? -1 : 1;
  }
  return 0;
}

function capUpdateManagers(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const updates = entries.filter((entry) => entry.operation === "Update" && entry.subresource === undefined);
  if (updates.length <= UPDATE_MANAGERS_MAX) return entries;
  const old = updates.slice(0, updates.length - UPDATE_MANAGERS_MAX + 1);
  const fieldsV1 = old.reduce<FieldSet>((all, entry) => union(all, entry.fieldsV1 ?? {}), {});
  const ancient = { ...(old.at(-1) as ManagedFieldsEntry), manager: ANCIENT, fieldsV1 };
  return [...entries.filter((entry) => !old.includes(entry)), ancient].sort(byRank);
}

export function writeEntries(object: KubeObject, entries: readonly ManagedFieldsEntry[]): void {
  if (entries.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = [...entries];
}
