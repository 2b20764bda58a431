import { admitUpdate } from "../admission/admission.ts";
import type { Environment } from "../environment.ts";
import { badRequest, conflict, invalid, notFound, OBJECT_MODIFIED } from "../http/status-error.ts";
import type { Kind, UpdateStrategy } from "../kinds/kind.ts";
import type { KubeObject } from "../objects/meta.ts";
import { metaFaults, metaUpdateFaults } from "../objects/meta-rules.ts";
import type { Version } from "../storage/version.ts";
import { namespaceMismatch } from "./create.ts";
import { trackUpdate } from "./managed-fields.ts";
import { sameJson } from "./same-json.ts";
import type { WriteOptions } from "./write-options.ts";

/**
 * Changes an object. `change` gets the stored object, which it must not touch, and returns the new one. A resourceVersion
 * or uid in what it returns is a precondition. What ends up the same as before is not written.
 */
export function updateObject(
  env: Environment,
  kind: Kind,
  key: string,
  strategy: Partial<UpdateStrategy> | undefined,
  options: WriteOptions,
  change: (old: KubeObject) => KubeObject,
): KubeObject {
  const previous = requireVersion(env, kind, key);
  const old = previous.object;
  const draft = change(old);
  const object: KubeObject = { ...draft, metadata: { ...draft.metadata } };
  checkIdentity(kind, object, old);
  const meta = object.metadata;
  if (old.metadata.generation === undefined) delete meta.generation;
  else meta.generation = old.metadata.generation;
  kind.applyDefaults?.(object);
  strategy?.prepareUpdate?.(object, old, env);
  keepSystemFields(object, old);
  const faults = [
    ...metaFaults(meta, kind.namespaced, kind.nameRule ?? "subdomain"),
    ...metaUpdateFaults(meta, old.metadata),
    ...(strategy?.validateUpdate?.(object, old, env) ?? []),
  ];
  if (faults.length > 0) throw invalid(kind, old.metadata.name, faults);
  return env.store.transaction(() => {
    admitUpdate(env, kind, object, old, options);
    trackUpdate(env, kind, object, old, options);
    return save(env, kind, previous, object, options);
  });
}

export function requireVersion(env: Environment, kind: Kind, key: string): Version {
  const version = env.store.collection(kind.resource).get(key);
  if (version === undefined) throw notFound(kind, key.slice(key.indexOf("/") + 1));
  return version;
}

function checkIdentity(kind: Kind, object: KubeObject, old: KubeObject): void {
  const { metadata: meta } = object;
  const { metadata: oldMeta } = old;
  if ((meta.name ?? "") === "") throw badRequest("name must be provided");
  if (meta.name !== oldMeta.name) {
    throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${oldMeta.name})`);
  }
  if (kind.namespaced) {
    if ((meta.namespace ?? "") === "") meta.namespace = oldMeta.namespace ?? "";
    else if (meta.namespace !== oldMeta.namespace) throw namespaceMismatch();
  }
  if ((meta.uid ?? "") !== "" && meta.uid !== oldMeta.uid) {
    const why = `Precondition failed: UID in precondition: ${meta.uid}, UID in object meta: ${oldMeta.uid}`;
    throw conflict(kind, oldMeta.name, why);
  }
  const version = meta.resourceVersion ?? "";
  if (version !== "" && version !== oldMeta.resourceVersion) throw conflict(kind, oldMeta.name, OBJECT_MODIFIED);
}

function keepSystemFields(object: KubeObject, old: KubeObject): void {
  const { metadata: meta } = object;
  const { metadata: oldMeta } = old;
  meta.uid = oldMeta.uid;
  meta.resourceVersion = oldMeta.resourceVersion;
  meta.creationTimestamp = oldMeta.creationTimestamp;
  if (oldMeta.deletionTimestamp !== undefined) meta.deletionTimestamp = oldMeta.deletionTimestamp;
  else delete meta.deletionTimestamp;
  if (oldMeta.deletionGracePeriodSeconds !== undefined && meta.deletionGracePeriodSeconds === undefined) {
    meta.deletionGracePeriodSeconds = oldMeta.deletionGracePeriodSeconds;
  }
}

function save(env: Environment, kind: Kind, previous: Version, object: KubeObject, options: WriteOptions): KubeObject {
  const old = previous.object;
  if (sameJson(object, old)) return old;
  if (options.dryRun) return object;
  const { metadata: meta } = object;
  // The last finalizer of a deleted object is gone, and nobody is waiting for its grace period: it goes.
  const graceOver = (old.metadata.deletionGracePeriodSeconds ?? 0) === 0;
  if (meta.deletionTimestamp !== undefined && (meta.finalizers ?? []).length === 0 && graceOver) {
    const last = env.store.update(kind.resource, previous, object);
    return env.store.remove(kind.resource, last).object;
  }
  return env.store.update(kind.resource, previous, object).object;
}
