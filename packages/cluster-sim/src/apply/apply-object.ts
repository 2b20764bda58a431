import { sameJson } from "../api/same-json.ts";
import type { WriteOptions } from "../api/write-options.ts";
import type { Environment } from "../environment.ts";
import { badRequest, StatusError } from "../http/status-error.ts";
import type { Kind } from "../kinds/kind.ts";
import { type FieldSet, type KubeObject, kubeTime, type ManagedFieldsEntry } from "../objects/meta.ts";
import { DecodeError, decodeAs } from "../schema/decode.ts";
import { fieldSetOf } from "./compare.ts";
import { intersection, isEmptySet, pathsOf, union } from "./field-set.ts";
import {
  compareWithoutManagers,
  emptyObject,
  isMine,
  managerEntry,
  releaseFromOthers,
  setManagers,
  stripUnowned,
  writeEntries,
} from "./managers.ts";
import { mergeApplied, pruneDropped } from "./merge.ts";
import { structureOf } from "./structure.ts";

/**
 * The object after a server-side apply, its managedFields worked out. `live` is undefined where it does not exist yet.
 * Throws 409 where another manager owns a field that would change, unless `force`.
 * Source: structured-merge-diff/merge/update.go (Apply).
 */
export function applyConfiguration(
  env: Environment,
  kind: Kind,
  live: KubeObject | undefined,
  config: Record<string, unknown>,
  options: WriteOptions,
  force: boolean,
): KubeObject {
  const applied = checkConfiguration(kind, config);
  const structure = structureOf(kind.schema);
  const current = live ?? emptyObject(kind);
  const entries = live?.metadata.managedFields ?? [];
  const own = entries.find((entry) => isMine(entry, kind, options, "Apply"));
  const set = stripUnowned(kind, fieldSetOf(structure, applied), options.subresource);
  const others = entries.filter((entry) => entry !== own);
  const kept = others.reduce<FieldSet>((all, entry) => union(all, entry.fieldsV1 ?? {}), set);
  const merged = mergeApplied(structure, withoutManagers(current), applied);
  const pruned = pruneDropped(structure, merged, own?.fieldsV1 ?? {}, kept) as Record<string, unknown>;
  const object = decode(kind, pruned, config);
  const comparison = compareWithoutManagers(kind, withoutManagers(current), object);
  if (!force) refuseConflicts(others, union(comparison.modified, comparison.added));
  const mine = (entry: ManagedFieldsEntry): boolean => entry === own;
  const released = releaseFromOthers(entries, comparison, mine);
  // An apply that changes nothing leaves its time as it was, and a new manager without one.
  const changed = live === undefined || !sameJson(withoutManagers(live), object);
  const time = changed ? kubeTime(env.clock.now()) : own?.time;
  writeEntries(object, setManagers(released, managerEntry(kind, options, "Apply", set, time)));
  return object;
}

function checkConfiguration(kind: Kind, config: Record<string, unknown>): Record<string, unknown> {
  const { kind: name = "", apiVersion = "", ...applied } = config;
  if (name !== kind.kind || apiVersion !== kind.apiVersion) {
    const given = String(apiVersion);
    const text = given.includes("/") ? given : `/${given}`;
    if (name === "" || apiVersion === "") throw badRequest(`invalid object type: ${text}, Kind=${name}`);
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${apiVersion}, expected: ${kind.apiVersion}`,
    );
  }
  const metadata = (applied.metadata ?? {}) as Record<string, unknown>;
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) {
    throw badRequest("metadata.managedFields must be nil");
  }
  return applied;
}

function withoutManagers(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function decode(kind: Kind, fields: Record<string, unknown>, config: Record<string, unknown>): KubeObject {
  const metadata = (config.metadata ?? {}) as { name?: string; namespace?: string };
  const name = metadata.namespace === undefined ? `/${metadata.name}` : `${metadata.namespace}/${metadata.name}`;
  const group = kind.group === "" ? `/${kind.version}` : kind.apiVersion;
  const cannot = (why: string): StatusError => {
    const message = `failed to create typed patch object (${name}; ${group}, Kind=${kind.kind}): ${why}`;
    return new StatusError(500, "", message);
  };
  try {
    const { object, unknown } = decodeAs(kind.schema, fields);
    if (unknown.length > 0) throw cannot(unknown.map((path) => `.${path}: field not declared in schema`).join("\n"));
    return object as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw cannot(error.message);
    throw error;
  }
}

function refuseConflicts(others: readonly ManagedFieldsEntry[], changed: FieldSet): void {
  const conflicts = others.flatMap((entry) => {
    const common = intersection(entry.fieldsV1 ?? {}, changed);
    return isEmptySet(common) ? [] : pathsOf(common).map((field) => ({ manager: shown(entry), field }));
  });
  if (conflicts.length === 0) return;
  const causes = conflicts.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field,
  }));
  throw new StatusError(409, "Conflict", conflictMessage(conflicts), { causes });
}

function conflictMessage(conflicts: readonly { manager: string; field: string }[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1) return `Apply failed with 1 conflict: conflict with ${first?.manager}: ${first?.field}`;
  const lines = [...new Set(conflicts.map((conflict) => conflict.manager))]
    .sort()
    .flatMap((manager) => [
      `conflicts with ${manager}:`,
      ...conflicts.filter((conflict) => conflict.manager === manager).map((conflict) => `- ${conflict.field}`),
    ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function shown({ manager = "", subresource, operation, apiVersion }: ManagedFieldsEntry): string {
  const name = `${JSON.stringify(manager)}${subresource === undefined ? "" : ` with subresource "${subresource}"`}`;
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}
